import { requestLines } from '../../pkg/src/request-text/lines.js';
import { type RequestRead, readPrinted } from '../../pkg/src/request-text/read.js';
import { utf8 } from './text.js';

export { signedHeaders } from '../../pkg/src/request-text/signed-headers.js';

/** Finds out by itself in which format the text is. It never throws. */
export function readHeaders(text: string): RequestRead {
  const printed = readPrinted(text);
  if (printed !== undefined) return printed;
  const { body = '', ...read } = requestLines(text);
  // What ends with an empty line has no body yet.
  return { format: 'lines', ...read, ...(body.trim() !== '' && { body: utf8(body) }) };
}
