import { explainWebhook } from 'hookproof/full';
import { whole } from './arguments.js';
import type { Options } from './command.js';
import { UsageError, withOptions } from './errors.js';
import { readText } from './files.js';
import { neverPrint } from './masking.js';
import type { Output } from './output.js';

export const secretOptions = {
  'secret-file': {
    type: 'string',
    multiple: true,
    value: 'FILE',
    about: 'read the secret from a file; several, one a line',
  },
  secret: {
    type: 'string',
    multiple: true,
    value: 'SECRET',
    about: 'the secret itself: others can see it, so only for trying out',
  },
  'secret-as-text': {
    type: 'boolean',
    about: "use the secret's text as the key, without decoding it: for senders that do so",
  },
  'min-secret-bytes': {
    type: 'string',
    value: 'N',
    about: 'the shortest key to take, 1 to 512: for senders that issue shorter ones (24)',
  },
} as const satisfies Options;

/** For the help of every command that takes secrets. */
export const aboutSecrets =
  'The secret comes from --secret-file, else from the environment variable WEBHOOK_SECRET. Both may hold several, separated by ' +
  'white space (with --secret-as-text by newlines alone), while secrets are rotated; a newline at the end of the file is no part of the ' +
  'secret.';

/** What was given for them. */
export interface SecretValues {
  'secret-file'?: string[];
  secret?: string[];
  'secret-as-text'?: boolean;
  'min-secret-bytes'?: string;
}

/** Keys, and the least length they may have, as the library takes them. */
export interface Secrets {
  secrets: (string | Uint8Array)[];
  length: { minSecretBytes?: number };
}

export async function readSecrets(values: SecretValues, output: Output): Promise<Secrets> {
  const { 'secret-as-text': isText = false, 'min-secret-bytes': least } = values;
  const length =
    least === undefined ? {} : { minSecretBytes: whole('min-secret-bytes', least, [1, 512]) };
  const texts = await readTexts(values, isText ? lines : words, output);
  const secrets = isText ? texts.map((text) => new TextEncoder().encode(text)) : texts;
  return { secrets, length };
}

type Split = (text: string) => string[];

/** Base64 never contains white space, so it separates secrets, and surrounds them, without harm. */
const words: Split = (text) => text.split(/\s+/).filter(Boolean);
/** Any other character may belong to a text. */
const lines: Split = (text) => text.split(/[\r\n]+/).filter(Boolean);

async function readTexts(
  { 'secret-file': files = [], secret: given = [] }: SecretValues,
  split: Split,
  output: Output,
): Promise<string[]> {
  if (given.some((secret) => !secret.trim().startsWith('whpk_'))) {
    output.warn(
      '--secret shows the secret in the list of processes and in the history of the shell: use --secret-file or WEBHOOK_SECRET',
    );
  }
  const texts = given.flatMap(split);
  for (const file of files) texts.push(...(await textsOf(file, split)));
  if (files.length === 0 && given.length === 0)
    texts.push(...split(process.env.WEBHOOK_SECRET ?? ''));
  neverPrint(texts);
  if (texts.length > 0) return texts;
  throw new UsageError(
    'there is no secret: give --secret-file FILE, or set the environment variable WEBHOOK_SECRET',
  );
}

async function textsOf(file: string, split: Split): Promise<string[]> {
  const texts = split((await readText(file)).toString());
  if (texts.length === 0) throw new UsageError(`there is no secret in ${file}: it is empty`);
  return texts;
}

/**
 * Secrets to verify with, known to be usable: one that is not is the caller's mistake, and no
 * webhook's.
 */
export async function readVerificationSecrets(
  values: SecretValues,
  output: Output,
): Promise<Secrets> {
  const { secrets, length } = await readSecrets(values, output);
  const { checks, hints } = explainWebhook('', {}, secrets, length);
  const check = checks.find(({ name }) => name === 'secret');
  if (check?.ok === true) return { secrets, length };
  const advice = hints
    .filter(({ code }) => code.startsWith('SECRET') || code === 'WASM_UNAVAILABLE')
    .map(({ message }) => `; ${message}`);
  throw new UsageError(
    withOptions(`${check?.detail ?? 'the secret cannot be used'}${advice.join('')}`),
  );
}
