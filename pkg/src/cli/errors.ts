/** The command cannot be carried out as it was given: a wrong option, file, secret or address. The message says what to change. */
export class UsageError extends Error {}

/** What a system call said, in words; `undefined` for what is no such error. */
export function systemError(error: unknown): { code: string; message: string } | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return { code: error.code, message: error.message };
}

/** Keys that were given in the wrong place must not be repeated in a message. */
export const withoutKeys = (text: string): string => text.replaceAll(/(whsec_|whsk_)[^\s'",;:]+/g, '$1…');
