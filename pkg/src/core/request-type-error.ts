/** Says what was given in place of a fetch `Request`, and what to write instead. */
import { WebhookConfigError } from './errors.js';
import { isRequest } from './is-request.js';

/** Where frameworks keep the `Request` in what they give, and what to write then. */
const places: readonly [path: string, advice: string][] = [
  ['request', '({ request }) => handler(request)'],
  ['req', '({ req }) => handler(req)'],
  ['req.raw', "(c) => handler(c.req.raw), or webhook() of 'hookproof/hono'"],
  ['raw', "(c) => handler(c.req.raw), or webhook() of 'hookproof/hono'"],
];

/** Says what was given in place of a `Request`, and what to write instead. */
export function requestTypeError(given: unknown): WebhookConfigError {
  const [what, advice] = mistake(given);
  return new WebhookConfigError(`what was given is no Request but ${what}: ${advice}`, {
    code: 'ERR_REQUEST_TYPE',
  });
}

function mistake(given: any): [what: string, advice: string] {
  for (const [path, advice] of places) {
    if (!isRequest(path.split('.').reduce((value, name) => value?.[name], given))) continue;
    const isFetchEvent = typeof given.respondWith === 'function';
    return [
      `an object with one in \`${path}\``,
      `write ${isFetchEvent ? 'event.respondWith(handler(event.request))' : advice}`,
    ];
  }
  if (isNodes(given?.node?.req))
    return [
      'an event of h3',
      "write (event) => handler(toWebRequest(event)), with toWebRequest of 'h3'",
    ];
  if (isNodes(given?.raw)) return ["Fastify's", "use webhook() of 'hookproof/fastify'"];
  if (isNodes(given))
    return [
      "Node's",
      `use webhook() of 'hookproof/express', a function of (req, res, next), or ${unwrap('rawBody', 'req')}`,
    ];
  if (isNodes(given?.req))
    return [
      "an object with Node's in `req`",
      `read its raw body before any parser does, and call ${unwrap('rawBody', 'req')}`,
    ];
  if (typeof given?.then === 'function') return ['a promise', 'await it'];
  if (typeof given?.headers === 'object' && 'body' in given) {
    return [
      'an event of a platform',
      `call ${unwrap("Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')", 'event')}`,
    ];
  }
  const what = given === null ? 'null' : typeof given;
  return [
    what,
    'write (request) => handler(request), or verifyRequest(request, secret), with what the runtime calls you with',
  ];
}

const unwrap = (body: string, from: string) => `unwrapWebhook(${body}, ${from}.headers, secret)`;

const isNodes = (value: any): boolean => typeof value?.pipe === 'function';
