import type { Pair } from './message.js';

/**
 * What is said of one connection, and not of the message: RFC 9110, 7.6.1. The header `connection`
 * may name more.
 */
const ofOneHop = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
];

/** What follows from the address and the body; of trailers none go on. */
const ofItsRequest = ['content-length', 'expect', 'host', 'trailer'];

/** The headers of an answer that go back with it. */
export const passedBack = (headers: Pair[]): Pair[] =>
  without(headers, [...ofOneHop, ...namedByConnection(headers)]);

/** The headers of a request that go on with it and its body to another address. */
export const passedOn = (headers: Pair[]): Pair[] => without(passedBack(headers), ofItsRequest);

function namedByConnection(headers: Pair[]): string[] {
  const values = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .map(([, value]) => value.toLowerCase());
  return values.flatMap((value) => value.split(',')).map((name) => name.trim());
}

export function without(headers: Pair[], names: string[]): Pair[] {
  const dropped = new Set(names);
  return headers.filter(([name]) => !dropped.has(name.toLowerCase()));
}

/** Headers as Node gives them: names and values by turns. */
export function pairsOf(raw: string[]): Pair[] {
  return Array.from({ length: raw.length / 2 }, (_, at) => [
    raw[2 * at] as string,
    raw[2 * at + 1] as string,
  ]);
}
