/** Text, and the bytes that it is sent as. */

export { fromUtf8, utf8 } from '../../pkg/src/request-text/utf8.js';

export const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
