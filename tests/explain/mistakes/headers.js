/** Changes the headers as gateways, frameworks and callers do. */
import fc from 'fast-check';
import { body, fraction, key, kind, seconds, webhook } from './webhooks.js';

/** Changes the headers of a webhook that is right. */
const headersAre = (code, make, arbitrary = fc.constant(undefined), sent = () => ({})) =>
  kind(code, fc.record({ it: arbitrary, key, body }), ({ it, key: signing, body: given }) => {
    const { body: payload, headers } = webhook({ key: signing, body: given, ...sent(it) });
    return { payload, headers: make(headers, it), secret: signing };
  });

const renamed = (headers, rename) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [rename(name), value]));
const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const renamings = fc.constantFrom(
  (name) => name.replaceAll('-', '_'),
  (name) => `HTTP_${name.replaceAll('-', '_').toUpperCase()}`,
  (name) => `http_${name.replaceAll('-', '_')}`,
  (name) => `x-${name}`,
  (name) => `x-original-${name}`,
  (name) => `x-forwarded-${name}`,
  (name) => name.replace('webhook', 'x-acme'),
  (name) => `X_${name.toUpperCase()}`,
  camel,
  (name) => name.replaceAll('-', ''),
  (name) => name.replaceAll('-', ' '),
  (name) => name.replaceAll('-', '.'),
);
/** Returns the date without its offset, where clocks have this one. */
const there = (time, offset) => {
  const [, sign, hours, minutes] = /^([+-])(..):(..)$/.exec(offset) ?? ['', '+', 0, 0];
  const ahead = `${sign}1` * (hours * 3600 + minutes * 60);
  return new Date((time + ahead) * 1000).toISOString().slice(0, 19);
};
const shapes = fc.constantFrom(
  (headers) => headers,
  (headers) => Object.entries(headers),
  (headers) => new Map(Object.entries(headers)),
);
const plain = fc.record({ rename: renamings, shape: shapes });

export const headersKinds = {
  renamed: headersAre(
    'HEADERS_RENAMED',
    (headers, { rename, shape }) => shape({ host: 'localhost', ...renamed(headers, rename) }),
    plain,
  ),
  'renamed, as Headers': headersAre(
    'HEADERS_RENAMED',
    (headers, rename) => new Headers(renamed(headers, rename)),
    renamings.filter((rename) => !rename('webhook-id').includes(' ')),
  ),
  'a promise of them': kind(
    'HEADERS_PROMISE',
    fc.record({ key, body }),
    ({ key: signing, body: given }) => {
      const { body: payload, headers } = webhook({ key: signing, body: given });
      return { payload, headers: Promise.resolve(new Headers(headers)), secret: signing };
    },
  ),
  'the function that gives them': headersAre(
    'HEADERS_PROMISE',
    (headers) => async () => new Headers(headers),
  ),
  'in a request or an event': headersAre(
    'HEADERS_INSIDE',
    (headers, wrap) => wrap(headers),
    fc.constantFrom(
      (headers) => new Request('http://localhost', { method: 'POST', headers }),
      (headers) => ({ version: '2.0', headers, body: '' }),
      (headers) => ({ request: { headers: new Headers(headers) } }),
      (headers) => ({ node: { req: { headers } }, headers: {} }),
      (headers) => ({ req: { raw: { headers: new Headers(headers) } } }),
      (headers) => ({
        multiValueHeaders: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, [value]]),
        ),
      }),
    ),
  ),
  'values that are no text': headersAre(
    'HEADERS_VALUES',
    (headers, wrong) => ({ ...headers, ...wrong(headers) }),
    fc.constantFrom(
      (headers) => ({ 'webhook-timestamp': Number(headers['webhook-timestamp']) }),
      (headers) => ({ 'webhook-timestamp': BigInt(headers['webhook-timestamp']) }),
      (headers) => ({ 'webhook-timestamp': new Date(headers['webhook-timestamp'] * 1000) }),
      (headers) =>
        Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]),
        ),
      (headers) =>
        Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }])),
      (headers) =>
        Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, [{ key: name, value }]]),
        ),
    ),
  ),
  'a flat list': headersAre('HEADERS_RAW', (headers) => Object.entries(headers).flat()),
  text: headersAre(
    'HEADERS_RAW',
    (headers, print) => print(headers),
    fc.constantFrom(
      (headers) => JSON.stringify(headers),
      (headers) =>
        Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\r\n'),
      (headers) =>
        Object.entries(headers).reduce(
          (head, [name, value]) => `${head}\r\n${name}:${value}`,
          'POST / HTTP/1.1',
        ),
    ),
  ),
  'seconds signed, a fraction sent': headersAre(
    'TIMESTAMP_SECONDS_SIGNED',
    (headers, { shape }) => shape(headers),
    fc.record({
      point: fc.constantFrom('.', ','),
      part: fraction,
      // Rounded down, or up.
      added: fc.constantFrom(0, 1),
      shape: shapes,
    }),
    ({ point, part, added }) => ({
      time: `${seconds()}${point}${part}`,
      signed: String(seconds() + added),
    }),
  ),
  'seconds signed, a date sent': headersAre(
    'TIMESTAMP_SECONDS_SIGNED',
    (headers) => new Headers(headers),
    fc.record({
      between: fc.constantFrom('T', 't', ' '),
      part: fc.constantFrom('', '.25', ',250', '.250000'),
      end: fc.constantFrom('', 'Z', '+00', '+00:00', '+05:30', '-08:00'),
    }),
    ({ between, part, end }) => ({
      time: there(seconds(), end).replace('T', between) + part + end,
      signed: String(seconds()),
    }),
  ),
};
