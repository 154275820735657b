/**
 * A hint, taken apart for reading: what happened, what to change, and the setting of each
 * framework.
 */
import { hints } from '../../pkg/wasm/full/tables.js';

export interface HintText {
  /** What happened, with code between backticks. Empty for a code that is not known. */
  happened: string;
  change: string;
  settings: { framework: string; setting: string }[];
}

/**
 * The list of settings is the same in each hint that has one: `…: Express: …; Next pages: …; …`.
 */
const FRAMEWORKS = /(?:^|; )(Express|Next pages|Next app|Nest|Fastify): /;

export function hintText(code: string, message: string): HintText {
  const [, , happened = ''] = hints.find(([known]) => known === code) ?? [];
  const start = message.search(/: Express: /);
  if (start === -1) return { happened, change: message, settings: [] };
  const [, ...parts] = message.slice(start + 2).split(FRAMEWORKS);
  const settings = parts.flatMap((framework, at) =>
    at % 2 === 0 ? [{ framework, setting: parts[at + 1] ?? '' }] : [],
  );
  return { happened, change: message.slice(0, start), settings };
}
