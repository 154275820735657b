/** The webhook that is verified, and how a sender signs it. */
import { Webhook } from 'standardwebhooks';

export const sizes = [128, 512, 1024, 4096, 65536, 1048576];

/** A body reaches its verifier as one of these: bytes are what `express.raw` gives. */
export const forms = ['string', 'bytes'];

/**
 * Headers in other shapes: an object of so many entries, as a proxy makes it of 13, and a fetch
 * `Headers`.
 */
export const shapes = ['22 headers', '30 headers', 'fetch Headers'];

export const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/**
 * A body of `size` bytes in one of the two forms, and the headers of its request as Express gives
 * them.
 */
export async function webhookOf(size, form, sign = signStandard) {
  const text = textOf(size);
  const signature = await sign(text, secret);
  const body = form === 'bytes' ? bytesOf(text) : text;
  return {
    body,
    headers: shaped(headersOf({ ...signature, 'content-length': String(size) }), form),
  };
}

function shaped(headers, form) {
  if (form === 'fetch Headers') return new Headers(headers);
  const count = Number.parseInt(form, 10) || 13;
  for (let at = Object.keys(headers).length; at < count; at++)
    headers[`x-proxy-${at}`] = `hop ${at}`;
  return headers;
}

/** The same body with its last but one character changed. */
export function tampered(body) {
  if (typeof body === 'string') return `${body.slice(0, -2)}!}`;
  const changed = copyOf(body);
  changed[changed.length - 2] ^= 1;
  return changed;
}

function textOf(size) {
  const event = (text) => JSON.stringify({ type: 'job.completed', data: { text } });
  const line = 'Invoice 2041: 12 pages, 3 tables, total 1,480.00 EUR. ';
  const length = size - event('').length;
  return event(line.repeat(Math.ceil(length / line.length)).slice(0, length));
}

const copyOf = (bytes) => (typeof Buffer === 'undefined' ? bytes.slice() : Buffer.from(bytes));
const bytesOf = (text) => copyOf(new TextEncoder().encode(text));

function signStandard(text, secret) {
  const [id, date] = ['msg_2Jv7pYGL7UwXqF3v6RjLVxQYPZG', new Date()];
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(date.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, date, text),
  };
}

/**
 * Filled name by name, as Node's HTTP parser does it: that decides how engines store the object.
 */
function headersOf(own) {
  const headers = {};
  const all = {
    host: 'api.example.com',
    'user-agent': 'Svix-Webhooks/1.60.0 (sender-9YMgn; +https://www.svix.com/http-sender/)',
    accept: '*/*',
    'accept-encoding': 'gzip, br',
    'content-type': 'application/json',
    ...own,
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-host': 'api.example.com',
    'x-forwarded-proto': 'https',
    connection: 'keep-alive',
  };
  for (const [name, value] of Object.entries(all)) headers[name] = value;
  return headers;
}
