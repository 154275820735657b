/** Changes the payload as parsers, platforms and callers do. */
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { body, key, kind, webhook } from './webhooks.js';

/** Changes the payload of a webhook that is right. */
const payloadIs = (code, arbitrary, make) =>
  kind(code, fc.record({ it: arbitrary, key }), async ({ it, key: signing }) => {
    const { body: sent, headers } = webhook({ key: signing, body: it });
    return { payload: await make(sent), headers, secret: signing };
  });

const filled = body.filter((each) => Buffer.from(each).length > 0);

export const payloadKinds = {
  'JSON of a Buffer': payloadIs('BODY_BYTES_AS_JSON', filled, (sent) => JSON.stringify(sent)),
  'a Buffer that was JSON': payloadIs('BODY_BYTES_AS_JSON', filled, (sent) =>
    JSON.parse(JSON.stringify(sent)),
  ),
  'JSON of an array of bytes, as bytes': payloadIs('BODY_BYTES_AS_JSON', filled, (sent) =>
    Buffer.from(JSON.stringify([...sent])),
  ),
  'an array of bytes': payloadIs('BODY_BYTES_AS_JSON', filled, (sent) => [...sent]),
  'JSON of a Uint8Array': payloadIs('BODY_BYTES_AS_JSON', filled, (sent) =>
    JSON.stringify(new Uint8Array(sent), null, 1),
  ),
  'a Uint8Array that was JSON': payloadIs('BODY_BYTES_AS_JSON', filled, (sent) =>
    JSON.parse(JSON.stringify(new Uint8Array(sent))),
  ),
  'a Uint8Array as text': payloadIs(
    'BODY_BYTES_AS_JSON',
    filled.filter((each) => Buffer.from(each).length > 1),
    (sent) => String(new Uint8Array(sent)),
  ),
  hexadecimal: payloadIs('BODY_HEX', filled, (sent) => sent.toString('hex')),
  base64: payloadIs('BODY_BASE64', fc.constant('{"type":"job.completed","data":{}}'), (sent) =>
    sent.toString('base64'),
  ),
  'base64, as bytes': payloadIs('BODY_BASE64', fc.constant('{"type":"job.completed"}'), (sent) =>
    Buffer.from(sent.toString('base64')),
  ),
  'a text in quotes': payloadIs(
    'BODY_QUOTED',
    fc.constantFrom('{"a":"é\\n"}', '{"a": [1, "\\""]}'),
    (sent) => JSON.stringify(sent.toString()),
  ),
  'a text in quotes, as bytes': payloadIs('BODY_QUOTED', fc.constant('{"a":"é\\n"}'), (sent) =>
    Buffer.from(JSON.stringify(sent.toString())),
  ),
  'a promise': payloadIs('BODY_PROMISE', body, (sent) => ({ then: (resolve) => resolve(sent) })),
  'a request': payloadIs(
    'BODY_UNREAD',
    filled,
    (sent) => new Request('http://localhost', { method: 'POST', body: sent }),
  ),
  'a Blob': payloadIs('BODY_UNREAD', filled, (sent) => new Blob([sent])),
  'a stream of the web': payloadIs('BODY_UNREAD', filled, (sent) => new Response(sent).body),
  'a stream of Node': payloadIs('BODY_UNREAD', filled, (sent) => new PassThrough().end(sent)),
  'an event of AWS Lambda': payloadIs('BODY_INSIDE', body, (sent) => ({
    headers: {},
    requestContext: {},
    body: sent.toString('base64'),
    isBase64Encoded: true,
  })),
  'a request whose raw body is kept': payloadIs('BODY_INSIDE', body, (sent) => ({
    headers: {},
    rawBody: sent,
    body: {},
  })),
};

/** A promise that is handed over cannot be awaited on the way. */
payloadKinds['a promise'].make = async ({ it, key: signing }) => {
  const { body: sent, headers } = webhook({ key: signing, body: it });
  return { payload: Promise.resolve(sent), headers, secret: signing };
};
