/**
 * Events as API Gateway gives them: format 2.0, as text and as base64, and format 1.0, which keeps
 * the case of names.
 */
import { prove } from '../sender.js';

/* the block */

const titled = (headers) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()), value]),
  );
const shapes = [
  (body, headers) => ({ version: '2.0', rawPath: '/webhook', headers, body, isBase64Encoded: false }),
  (body, headers) => ({ version: '2.0', rawPath: '/webhook', headers, body: btoa(body), isBase64Encoded: true }),
  (body, headers) => ({
    version: '1.0',
    path: '/webhook',
    httpMethod: 'POST',
    headers: titled(headers),
    body,
    isBase64Encoded: false,
  }),
];
for (const eventOf of shapes) await prove(async (body, headers) => (await handler(eventOf(body, headers))).statusCode);
