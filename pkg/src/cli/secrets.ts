import { explainWebhook } from 'hookproof/full';
import type { Options } from './command.js';
import { UsageError, withoutKeys } from './errors.js';
import { readBytes } from './files.js';
import type { Output } from './output.js';

export const secretOptions = {
  'secret-file': { type: 'string', multiple: true, value: 'FILE', about: 'read the secret from a file; several, one a line' },
  secret: { type: 'string', multiple: true, value: 'SECRET', about: 'the secret itself: others can see it, so only for trying out' },
} as const satisfies Options;

/** For the help of every command that takes secrets. */
export const aboutSecrets =
  'The secret comes from --secret-file, else from the environment variable WEBHOOK_SECRET. Both may hold several, separated by ' +
  'white space, while secrets are rotated; a newline at the end of the file is no part of the secret.';

interface Values {
  'secret-file'?: string[];
  secret?: string[];
}

/** Secrets never contain white space, so it separates them, and surrounds them, without harm. */
const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

export async function readSecrets({ 'secret-file': files = [], secret: given = [] }: Values, output: Output): Promise<string[]> {
  if (given.some((secret) => !secret.trim().startsWith('whpk_'))) {
    output.warn('--secret shows the secret in the list of processes and in the history of the shell: use --secret-file or WEBHOOK_SECRET');
  }
  const secrets = given.flatMap(words);
  for (const file of files) secrets.push(...(await secretsOf(file)));
  if (files.length === 0 && given.length === 0) secrets.push(...words(process.env.WEBHOOK_SECRET ?? ''));
  if (secrets.length > 0) return secrets;
  throw new UsageError('there is no secret: give --secret-file FILE, or set the environment variable WEBHOOK_SECRET');
}

async function secretsOf(file: string): Promise<string[]> {
  const secrets = words((await readBytes(file)).toString());
  if (secrets.length === 0) throw new UsageError(`there is no secret in ${withoutKeys(file)}: it is empty`);
  return secrets;
}

/** Secrets to verify with, known to be usable: one that is not is the caller's mistake, and no webhook's. */
export async function readVerificationSecrets(values: Values, output: Output): Promise<string[]> {
  const secrets = await readSecrets(values, output);
  const { checks, hints } = explainWebhook('', {}, secrets);
  const check = checks.find(({ name }) => name === 'secret');
  if (check?.ok === true) return secrets;
  const advice = hints.filter(({ code }) => code.startsWith('SECRET') || code === 'WASM_UNAVAILABLE').map(({ message }) => `; ${message}`);
  throw new UsageError(`${check?.detail ?? 'the secret cannot be used'}${advice.join('')}`);
}
