import type { hints } from '#wasm/tables.js';
import { Given, takeHeaders } from './given.js';

/**
 * What headers and payloads are that are neither, and the code that makes of them what is wanted.
 * Everything here looks at values of any kind, and may throw: `explainWebhook` catches it.
 */
export interface Misgiven {
  code: (typeof hints)[number][0];
  /** An expression of `headers` or of `payload`. */
  advice?: string;
}

/** How headers are read in JavaScript. */
export type Access = 'properties' | 'get' | 'pairs';

export function accessOf(headers: unknown): Access {
  if (isObject(headers) && typeof headers.get === 'function') return 'get';
  return isObject(headers) && typeof headers[Symbol.iterator] === 'function'
    ? 'pairs'
    : 'properties';
}

const PAIRS_LOOKED_AT = 1000;
const LONGEST = 1_000_000;

/**
 * Gives name, value, name, value of all headers: for the core, which names other schemes and other
 * names by them.
 */
export function pairsOf(headers: unknown): string[] {
  const pairs: string[] = [];
  let length = 0;
  for (const [name, value] of entriesOf(headers)) {
    const values = isTexts(value) ? value.join(', ') : value;
    if (typeof name !== 'string' || typeof values !== 'string') continue;
    length += name.length + values.length;
    if (length > LONGEST) break;
    pairs.push(name, values);
  }
  return pairs;
}

function entriesOf(headers: unknown): [unknown, unknown][] {
  if (!isObject(headers)) return [];
  if (typeof headers[Symbol.iterator] !== 'function')
    return Object.entries(headers).slice(0, PAIRS_LOOKED_AT);
  const entries: [unknown, unknown][] = [];
  for (const pair of headers as unknown as Iterable<unknown>) {
    if (!Array.isArray(pair) || entries.length === PAIRS_LOOKED_AT) break;
    entries.push([pair[0], pair[1]]);
  }
  return entries;
}

/** Where requests, contexts and events of platforms have their headers. */
const paths = [
  'headers',
  'request.headers',
  'req.headers',
  'req.raw.headers',
  'node.req.headers',
  'event.headers',
  'event.request.headers',
  'event.node.req.headers',
  'context.request.headers',
  'ctx.headers',
  'ctx.request.headers',
  'raw.headers',
  'rawRequest.headers',
  'multiValueHeaders',
];

export function misgivenHeaders(headers: unknown): Misgiven | undefined {
  if (typeof headers === 'function') return { code: 'HEADERS_PROMISE', advice: 'await headers()' };
  if (isThenable(headers)) return { code: 'HEADERS_PROMISE', advice: 'await headers' };
  const raw = rawAdvice(headers);
  if (raw !== undefined) return { code: 'HEADERS_RAW', advice: raw };
  if (!isObject(headers)) return undefined;
  const objects = paths.filter((path) => isObject(at(headers, path)));
  const path = objects.find((each) => holdsHeaders(at(headers, each))) ?? objects[0];
  const values = valuesAdvice(headers);
  if (values !== undefined) return { code: 'HEADERS_VALUES', advice: values };
  if (path === undefined) return undefined;
  const inside = at(headers, path);
  return {
    code: 'HEADERS_INSIDE',
    advice: isThenable(inside) ? `await headers.${path}` : `headers.${path}`,
  };
}

/** Of `rawHeaders`, and of headers as text. */
function rawAdvice(headers: unknown): string | undefined {
  if (typeof headers === 'string') {
    if (/^\s*[{[]/.test(headers)) return isJson(headers) ? 'JSON.parse(headers)' : undefined;
    return String.raw`headers.trim().split(/\r?\n/).map((line) => line.split(/: *(.*)/).slice(0, 2))`;
  }
  return isTexts(headers) && headers.length > 0
    ? 'headers.flatMap((name, at) => (at % 2 ? [] : [[name, headers[at + 1]]]))'
    : undefined;
}

/** What other printers make of an object begins like JSON and is none. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((inside, name) => (isObject(inside) ? inside[name] : undefined), value);

/** Tells whether one of the six names is in them. */
function holdsHeaders(headers: unknown): boolean {
  const given = new Given();
  takeHeaders(given, headers);
  const isAny =
    given.headersProblem === undefined && given.fields.some((field) => field !== undefined);
  return isAny || valuesAdvice(headers) !== undefined;
}

/** Of headers with values that are no text. */
function valuesAdvice(headers: unknown): string | undefined {
  const entries = entriesOf(headers).filter(
    ([name]) => typeof name === 'string' && /^(webhook|svix)-(id|timestamp|signature)$/i.test(name),
  );
  const access = accessOf(headers);
  const whole = access === 'properties' ? 'headers' : 'Object.fromEntries(headers)';
  const changes = entries.flatMap(([name, value]) => {
    const read =
      access === 'properties'
        ? `headers['${name}']`
        : access === 'get'
          ? `headers.get('${name}')`
          : `new Map(headers).get('${name}')`;
    const text = textExpression(value, read);
    return text === undefined || text === read ? [] : [`'${name}': ${text}`];
  });
  return changes.length === 0 ? undefined : `{ ...${whole}, ${changes.join(', ')} }`;
}

/** Returns the expression for the text of a value that is read so. */
function textExpression(value: unknown, read: string): string | undefined {
  if (typeof value === 'string') return read;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return `String(${read})`;
  if (Array.isArray(value)) {
    if (isTexts(value)) return read;
    return value.length === 1 ? textExpression(value[0], `${read}[0]`) : undefined;
  }
  if (isThenable(value)) return `await ${read}`;
  if (!isObject(value)) return undefined;
  const brand = Object.prototype.toString.call(value);
  if (brand === '[object Date]') return `String(Math.floor(${read} / 1000))`;
  if (brand === '[object String]' || brand === '[object Number]') return `String(${read})`;
  if (ArrayBuffer.isView(value) || brand === '[object ArrayBuffer]')
    return `new TextDecoder().decode(${read})`;
  const name = ['value', 'values', 'Value', 'stringValue', 'data'].find(
    (each) => textExpression(value[each], '') !== undefined,
  );
  return name === undefined ? undefined : textExpression(value[name], `${read}.${name}`);
}

/**
 * Gives a hint about a payload that is neither a string nor bytes, or else what it looks like as
 * JSON.
 */
export function misgivenPayload(payload: unknown): { hint?: Misgiven; printed?: string } {
  if (payload === undefined || payload === null) return { hint: { code: 'BODY_MISSING' } };
  try {
    if (isThenable(payload)) return { hint: { code: 'BODY_PROMISE', advice: 'await payload' } };
    const inside = bodyInside(payload);
    if (inside !== undefined) return { hint: inside };
    const unread = readAdvice(payload, 'payload', 'BODY_UNREAD');
    if (unread !== undefined) return { hint: unread };
    const printed = JSON.stringify(payload) as string | undefined;
    return printed === undefined ? {} : { printed };
  } catch {
    return {};
  }
}

/** Of a stream, a request or a Blob; nothing that is parsed has a method. */
function readAdvice(
  payload: unknown,
  name: string,
  code: 'BODY_INSIDE' | 'BODY_UNREAD',
): Misgiven | undefined {
  const has = (method: string) => isObject(payload) && typeof payload[method] === 'function';
  const advice = has('arrayBuffer')
    ? `await ${name}.arrayBuffer()`
    : has('getReader')
      ? `await new Response(${name}).arrayBuffer()`
      : has('pipe')
        ? `Buffer.concat(await ${name}.toArray())`
        : undefined;
  if (advice === undefined) return undefined;
  return isSpent(payload) ? { code: 'BODY_MISSING' } : { code, advice };
}

/** Whether something has read it, of the web or of Node. */
const isSpent = (payload: unknown): boolean =>
  isObject(payload) && (payload.bodyUsed === true || payload.readableDidRead === true);

/** Of a request that has a body, or in which one is to be read, or of an event of a platform. */
function bodyInside(payload: unknown): Misgiven | undefined {
  if (!isObject(payload) || !isObject(payload.headers)) {
    for (const path of [
      'request',
      'req.raw',
      'req',
      'node.req',
      'event.request',
      'event.node.req',
      'context.request',
    ]) {
      const found = readAdvice(at(payload, path), `payload.${path}`, 'BODY_INSIDE');
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const isOfPlatform =
    typeof payload.isBase64Encoded === 'boolean' ||
    isObject(payload.requestContext) ||
    typeof payload.pipe === 'function';
  const inside = (advice: string): Misgiven => ({ code: 'BODY_INSIDE', advice });
  if (isBody(payload.rawBody)) return inside('payload.rawBody');
  if (!isOfPlatform || !isBody(payload.body)) return undefined;
  return inside(
    payload.isBase64Encoded === true ? `Buffer.from(payload.body, 'base64')` : 'payload.body',
  );
}

/** Not of any length: an array may say that it has four thousand million places. */
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) &&
  value.length <= 2 * PAIRS_LOOKED_AT &&
  value.every((one) => typeof one === 'string');

const isBody = (value: unknown): boolean => typeof value === 'string' || ArrayBuffer.isView(value);

const isObject = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === 'object' && value !== null;

const isThenable = (value: unknown): boolean => isObject(value) && typeof value.then === 'function';
