/**
 * What one call was given, turned from JavaScript values into texts, bytes and numbers for the Rust
 * core, which decides.
 *
 * Reading can run the caller's own code (a getter, an iterator, a `get` method), so each value is
 * taken once, before the core is asked. Values may come from another realm, so nothing here asks
 * `instanceof`.
 */
import {
  defaultToleranceSeconds,
  maxSecretBytes,
  maxSecrets,
  minSecretBytes,
  names,
} from '#wasm/tables.js';
import { WebhookConfigError } from './errors.js';
import type { VerifyOptions } from './types.js';

/**
 * The text of a header: `undefined` for one that is missing, `null` for one that is malformed, such
 * as one given twice.
 */
export type Field = string | null | undefined;

export class Given {
  /** In seconds. NaN for one that is no number. */
  now = 0;
  tolerance = defaultToleranceSeconds as number;
  minSecretBytes = minSecretBytes as number;
  /** Of any kind: whoever hands them to the core looks at them one by one. */
  secrets: readonly unknown[] = [];
  /** In the order of `names`. */
  readonly fields: Field[] = [undefined, undefined, undefined, undefined, undefined, undefined];
  /** What is wrong with headers that no HTTP sender can have caused: the first that is found. */
  headersProblem: string | undefined;
  /** `undefined` for what is neither a string nor bytes. */
  payload: string | Uint8Array | undefined;
}

/** Takes what a verification is given. */
export function take(
  payload: unknown,
  headers: unknown,
  secret: unknown,
  options: VerifyOptions | undefined,
  shortest?: number,
): Given {
  const given = new Given();
  takeOptions(given, options, shortest);
  takeSecrets(given, secret);
  takeHeaders(given, headers);
  takePayload(given, payload);
  return given;
}

/** @param shortest how many bytes a secret has at least, if the options do not say */
export function takeOptions(
  given: Given,
  options: VerifyOptions | undefined,
  shortest?: number,
): void {
  const {
    now,
    toleranceSeconds,
    minSecretBytes = shortest,
  } = options === undefined ? NO_TIMING : known(options, timing);
  given.now = now === undefined ? Date.now() / 1000 : seconds(now);
  if (toleranceSeconds !== undefined) given.tolerance = number(toleranceSeconds);
  if (minSecretBytes !== undefined) given.minSecretBytes = number(minSecretBytes);
}

export function takeSecrets(given: Given, secret: unknown): void {
  if (typeof secret === 'string') {
    given.secrets = [secret];
    return;
  }
  try {
    const list = Array.isArray(secret) ? secret : [secret];
    // One more than are taken, for the core to refuse.
    const secrets = [];
    for (let at = 0; at < list.length && at <= maxSecrets; at++) secrets.push(list[at]);
    given.secrets = secrets;
  } catch {
    given.secrets = [NOT_READABLE];
  }
}

export function takeHeaders(given: Given, headers: any): void {
  try {
    if (isThenable(headers)) given.headersProblem = PROMISE;
    else {
      readHeaders(given, headers);
      // A sender can name a header as he likes, but he sends text.
      if (
        given.fields.every(isMissing) &&
        ![headers.headers, headers.request, headers.req].every(isText)
      )
        given.headersProblem ??= OF_REQUEST;
    }
  } catch {
    given.headersProblem ??= NO_HEADERS;
  }
}

/**
 * Takes the payload, as the last of all: what takes the others may run code that changes or
 * detaches these bytes.
 */
export function takePayload(given: Given, payload: unknown): void {
  given.payload = typeof payload === 'string' ? payload : bytesOf(payload);
}

/**
 * Throws what only JavaScript can get wrong, in the order of the verdict: options, payload,
 * headers.
 */
export function check(given: Given): string | Uint8Array {
  checkOptions(given);
  const { payload } = given;
  if (payload === undefined)
    throw new WebhookConfigError(PAYLOAD_PROBLEM, { code: 'ERR_PAYLOAD_TYPE' });
  checkHeaders(given);
  return payload;
}

export function checkOptions(given: Given): void {
  const problem = optionsProblem(given);
  if (problem !== undefined) throw new WebhookConfigError(problem, { code: 'ERR_OPTION' });
}

export function checkHeaders({ headersProblem }: Given): void {
  if (headersProblem !== undefined)
    throw new WebhookConfigError(headersProblem, { code: 'ERR_HEADERS_TYPE' });
}

export function optionsProblem({ now, tolerance, minSecretBytes: min }: Given): string | undefined {
  if (!Number.isFinite(now)) return 'now must be a valid Date or a finite number of seconds';
  if (!(Number.isFinite(tolerance) && tolerance >= 0))
    return 'toleranceSeconds must be a finite number of seconds, 0 or more';
  if (!(Number.isInteger(min) && min >= 1 && min <= maxSecretBytes))
    return `minSecretBytes must be a whole number from 1 to ${maxSecretBytes}`;
  return undefined;
}

/** Gives each name its field. */
function readHeaders(given: Given, headers: any): void {
  if (typeof headers !== 'object') throw new TypeError();
  const { fields } = given;
  // Map has a `get` too, but one that minds case, so only what has nothing to iterate, or is a
  // Headers, is asked by name.
  const isIterable = typeof headers[Symbol.iterator] === 'function';
  if (
    typeof headers.get === 'function' &&
    (!isIterable || headers[Symbol.toStringTag] === 'Headers')
  ) {
    for (let at = 0; at < names.length; at++) {
      // A Headers has texts alone, so that after one whole set there is nothing that another could
      // be wrong about.
      if (at === 3 && isIterable && fields[0] && fields[1] && fields[2]) break;
      takeField(given, at, headers.get(names[at]));
    }
  } else if (isIterable) {
    readPairs(given, headers, true);
  } else if (!readLowerCase(given, headers)) {
    // Two properties are no header that came twice: no server makes them.
    readPairs(given, Object.entries(headers), false);
  }
}

/**
 * Reads what most requests have: own properties, each under its name in lower case. False, with
 * nothing read, if there is more.
 */
function readLowerCase(given: Given, headers: any): boolean {
  const own = Object.keys(headers);
  let found = 0;
  for (let at = 0; at < own.length; at++) {
    const name = own[at] as string;
    if (!mayBeOurs(name)) continue;
    const place = names.indexOf(name as (typeof names)[number]);
    if (place >= 0) found |= 1 << place;
    else if (placeOf(name) >= 0) return false;
  }
  // A property is read several times faster under a constant name than under a computed one.
  if (found & 1) takeField(given, 0, headers['webhook-id']);
  if (found & 2) takeField(given, 1, headers['webhook-timestamp']);
  if (found & 4) takeField(given, 2, headers['webhook-signature']);
  if (found & 8) takeField(given, 3, headers['svix-id']);
  if (found & 16) takeField(given, 4, headers['svix-timestamp']);
  if (found & 32) takeField(given, 5, headers['svix-signature']);
  return true;
}

function readPairs(given: Given, pairs: Iterable<any>, joins: boolean): void {
  const { fields } = given;
  let seen = 0;
  let count = 0;
  for (const pair of pairs) {
    const [name, value] = pair;
    // A flat list (Node's `rawHeaders`) iterates over strings, and a string can be taken apart like
    // a pair.
    if (typeof pair !== 'object' || typeof name !== 'string' || count++ > MOST_PAIRS)
      throw new TypeError();
    const at = placeOf(name);
    if (at < 0) continue;
    const before = fields[at];
    takeField(given, at, value);
    if (seen & (1 << at))
      fields[at] = joins && isList(at) ? `${before ?? ''}, ${fields[at] ?? ''}` : null;
    seen |= 1 << at;
  }
}

/** Gives the field at a place of `names` this value. */
function takeField(given: Given, at: number, value: unknown): void {
  const text = typeof value === 'string' ? value : fieldOf(value, at);
  if (isProblem(text)) given.headersProblem ??= text.problem;
  else given.fields[at] = text;
}

/**
 * Returns what `take` takes of the options. Those that are not an object are most likely a number
 * meant as one of them; those that throw are as wrong, and what they throw is not looked at: it may
 * be anything.
 */
export function known<T extends object, Taken>(
  options: T | undefined,
  take: (given: Partial<T>) => Taken,
): Taken {
  try {
    // Not {}: what somebody left on Object.prototype is no option.
    const given = options ?? Object.create(null);
    if (typeof given === 'object') return take(given);
  } catch {}
  throw new WebhookConfigError(
    'options must be a readable object, such as { toleranceSeconds: 300 }',
    { code: 'ERR_OPTION' },
  );
}

const timing = ({ now, toleranceSeconds, minSecretBytes }: VerifyOptions) => ({
  now,
  toleranceSeconds,
  minSecretBytes,
});

const NO_TIMING = timing(Object.create(null));

/** Seconds since 1970; NaN for what is neither a number nor a valid Date, of any realm. */
export function seconds(time: unknown): number {
  try {
    return typeof time === 'number' ? time : getTime.call(time) / 1000;
  } catch {
    return Number.NaN;
  }
}

/** Throws for what is no Date, whatever it claims to be. */
const { getTime } = Date.prototype;

/** A value of another type becomes a NaN, which is refused. */
const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);

/** `undefined` is left for the default. */
export const numberOrNone = (value: unknown): number | undefined =>
  value === undefined ? value : number(value);

export const PAYLOAD_PROBLEM =
  'the payload must be the raw body, a string or bytes, and it was parsed or never read: ' +
  'Express: express.raw({ type: () => true }) on this route, before express.json(); ' +
  'Next pages: export const config = { api: { bodyParser: false } }; Next app: await request.text(); ' +
  'Nest: NestFactory.create(App, { rawBody: true }) and req.rawBody';

const NO_HEADERS =
  "the headers must be a Headers, a Map, an object like Node's req.headers, or [name, value] pairs";
const PROMISE = 'the headers are a promise: await it first, as in await headers()';
const OF_REQUEST =
  'the headers are not given, but the request or event that has them: give its headers, request.headers';
const NUMBER = 'the value of a webhook header is a number: give text, String(value)';
const BYTES = 'the value of a webhook header is bytes: give text, new TextDecoder().decode(value)';
const NO_TEXT =
  'the value of a webhook header is neither text nor a list of texts: give the text in it';

/** Far more than any server takes: an iterator without an end must not be one here. */
const MOST_PAIRS = 1_000_000;

/** So many values are too long a list, whatever they are. */
const LONGEST_LIST = 2050;

/** Stands for a secret that could not be read: of no kind that is taken. */
const NOT_READABLE = false;

const isMissing = (field: Field): boolean => field === undefined;

/** Gives the place of a header's name in `names`, in any case; -1 for every other. */
function placeOf(name: string): number {
  if (!mayBeOurs(name)) return -1;
  const at = names.indexOf(name as (typeof names)[number]);
  // Beyond ASCII, `toLowerCase` turns the Kelvin sign into a k.
  return at < 0 && /^[\w-]+$/.test(name)
    ? names.indexOf(name.toLowerCase() as (typeof names)[number])
    : at;
}

/** Tells most headers by a glance at their first letter: w or s. */
function mayBeOurs(name: string): boolean {
  const first = name.charCodeAt(0) | 32;
  return first === 119 || first === 115;
}

/**
 * Whether it is the signature, the one header that is a list: its values are one text, as HTTP
 * joins them (RFC 9110, 5.3).
 */
const isList = (at: number): boolean => at % 3 === 2;

interface Problem {
  problem: string;
}

const isProblem = (text: Field | Problem): text is Problem =>
  typeof text === 'object' && text !== null;

function fieldOf(value: unknown, at: number): Field | Problem {
  if (typeof value === 'string') return value;
  // As `get` says that the sender has left it out, and as whoever copies headers one by one hands
  // it on.
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) return { problem: problemOf(value) };
  const { length } = value;
  let text: string | undefined;
  for (let index = 0; index < length && index < LONGEST_LIST; index++) {
    const one = value[index];
    if (typeof one !== 'string') return { problem: problemOf(one) };
    text = index === 0 ? one : `${text}, ${one}`;
  }
  return length === 1 || isList(at) ? text : null;
}

function problemOf(value: unknown): string {
  if (typeof value === 'number') return NUMBER;
  if (isThenable(value)) return PROMISE;
  return bytesOf(value) === undefined ? NO_TEXT : BYTES;
}

const isThenable = (value: any): boolean => typeof value?.then === 'function';

/** Whether a sender may have sent it: text or texts, or nothing. */
const isText = (value: unknown): boolean => !isProblem(fieldOf(value, 0));

/** Returns the bytes of an ArrayBuffer or of a view on one; `undefined` for anything else. */
function bytesOf(value: unknown): Uint8Array | undefined {
  try {
    if (!ArrayBuffer.isView(value))
      return new Uint8Array(value as ArrayBuffer, 0, byteLengthOf.call(value));
    const { buffer, byteOffset, byteLength } = kindOf.call(value) ? ofTypedArray : ofDataView;
    const bytes = new Uint8Array(
      buffer.call(value),
      byteOffset.call(value),
      byteLength.call(value),
    );
    // Another thread could change shared bytes after they were verified and before they are parsed.
    return isOwned(bytes.buffer) ? bytes : bytes.slice();
  } catch {
    return undefined;
  }
}

/** The bytes of a secret that is a Uint8Array. */
export const keyBytesOf = (secret: unknown): Uint8Array | undefined =>
  kindOf.call(secret) === 'Uint8Array' ? bytesOf(secret) : undefined;

/** A secret that its owner cannot change any more; anything that is none, as it is. */
export const ownSecret = (secret: unknown): unknown => keyBytesOf(secret)?.slice() ?? secret;

/** Tells whether it is an ArrayBuffer, and not one that threads share. */
function isOwned(buffer: unknown): boolean {
  try {
    return byteLengthOf.call(buffer) >= 0;
  } catch {
    return false;
  }
}

/**
 * The language's own getters, which say what a value of any realm is. A property of the same name
 * may be a subclass's, and so run the caller's code, or tell of other bytes than the caller goes on
 * to use.
 */
const getterOf = (prototype: object, name: PropertyKey): ((this: unknown) => any) =>
  (Object.getOwnPropertyDescriptor(prototype, name) as { get(): unknown }).get;
const extentOf = (prototype: object) => ({
  buffer: getterOf(prototype, 'buffer'),
  byteOffset: getterOf(prototype, 'byteOffset'),
  byteLength: getterOf(prototype, 'byteLength'),
});
const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const ofTypedArray = extentOf(typedArray);
const ofDataView = extentOf(DataView.prototype);
/** Gives the name of a typed array's class, and `undefined` for anything else. */
const kindOf = getterOf(typedArray, Symbol.toStringTag);
/** Throws for what is no ArrayBuffer. */
const byteLengthOf = getterOf(ArrayBuffer.prototype, 'byteLength');
