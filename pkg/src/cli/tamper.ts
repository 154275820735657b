import type { Message } from './message.js';
import { isSchemeHeader } from '../request-text/signed-headers.js';

/** What can be changed after signing. A receiver must refuse each. */
export const tamperings = ['body', 'timestamp', 'signature', 'id'] as const;
export type Tampering = (typeof tamperings)[number];

export function tampered({ headers, body }: Message, what: Tampering): Message {
  if (what === 'body') return { headers, body: Buffer.concat([body, Buffer.from(' ')]) };
  const changed = headers.map(([name, value]): [string, string] => [
    name,
    isSchemeHeader(name, [what]) ? changes[what](value) : value,
  ]);
  return { headers: changed, body };
}

const another = (character: string): string => (character === 'A' ? 'B' : 'A');

const changes = {
  timestamp: (value: string) => String(Number(value) - 1),
  // The first character of each entry's base64: any letter is canonical there, so that it is
  // compared, and not passed over.
  signature: (value: string) =>
    value.replaceAll(/,([^ ])/g, (_, first: string) => `,${another(first)}`),
  id: (value: string) => `${value.slice(0, -1)}${another(value.slice(-1))}`,
};
