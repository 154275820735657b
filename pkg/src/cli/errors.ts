import { WebhookConfigError } from 'hookproof/full';
import { maskedComplaint } from './masking.js';

/**
 * Something that is told to whoever typed the command. It may repeat what was typed, so it is
 * masked.
 */
export abstract class Complaint extends Error {
  constructor(message: string) {
    super(maskedComplaint(message));
  }
}

/**
 * The command cannot be carried out as it was given: a wrong option, file, secret or address. The
 * message says what to change.
 */
export class UsageError extends Complaint {}

/** What a system call said, in words; `undefined` for what is no such error. */
export function systemError(error: unknown): { code: string; message: string } | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return undefined;
  return { code: error.code, message: error.message };
}

/** What is told of any error. Never a stack trace: it is for whoever typed the command. */
export function explained(error: unknown): string {
  if (error instanceof Complaint) return error.message;
  if (error instanceof WebhookConfigError) return withOptions(error.message);
  return `something went wrong that is a mistake of hookproof: ${error instanceof Error ? error.message : String(error)}`;
}

/** The library's advice for code, and the options that do the same here. */
export function withOptions(message: string): string {
  const asText = message.includes('new TextEncoder().encode(secret)') ? ['--secret-as-text'] : [];
  const asItIs = message.includes('whsk_ key was given as bytes')
    ? ['without --secret-as-text']
    : [];
  const [isShort, bytes = 'N'] = /minSecretBytes(?:: (\d+))?/.exec(message) ?? [];
  const shorter = isShort === undefined ? [] : [`--min-secret-bytes ${bytes}`];
  const options = [...asText, ...asItIs, ...shorter];
  return options.length === 0 ? message : `${message} (on the command line: ${options.join(' ')})`;
}
