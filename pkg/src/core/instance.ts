/** The one instance of the WebAssembly core, and every call into it. */
import { attach, importsOf } from '#wasm/imports.js';
import { BODY, BODY_ROOM, IN_PIECES, MALFORMED, ON_HOST, ROOMS } from '#wasm/tables.js';
import { advice, compile } from '#compile';
import { secretErrorOf, WebhookConfigError } from './errors.js';
import { check, type Field, type Given, keyBytesOf } from './given.js';
import * as hostHash from './host-hash.js';

/** What src/wasm/mod.rs exports. */
interface Exports {
  memory: WebAssembly.Memory;
  buffer(): number;
  takeSecret(at: number, isText: boolean, length: number, min: number): number;
  checkSecrets(sign: boolean): number;
  verifyWebhook(
    now: number,
    tolerance: number,
    id: number,
    timestamp: number,
    signature: number,
    svixId: number,
    svixTimestamp: number,
    svixSignature: number,
    body: number,
  ): number;
  signWebhook(id: number, timestamp: number, body: number): number;
}

/** What Rust asks for during a call. */
export interface Host {
  /**
   * Writes the first or the next piece of the body to its place, and gives its length: as -1 -
   * length if there is more.
   */
  nextPiece(isFirst: number): number;
  /**
   * Puts the SHA-256 of these bytes, and of the body behind them, in their place. Says whether it
   * could.
   */
  hash(from: number, length: number): boolean;
}

/** The jsdom of Jest hides Node's own. */
const encoder = new (
  globalThis.TextEncoder ??
  (
    globalThis as unknown as { process: { getBuiltinModule(id: string): typeof globalThis } }
  ).process.getBuiltinModule('node:util').TextEncoder
)();

/**
 * Nothing of the caller's runs during a call: `Given` has taken all. So no call interrupts another.
 */
export class Instance {
  readonly exports: Exports;
  readonly #start: number;
  bytes: Uint8Array = new Uint8Array();
  /** The places of the six headers. */
  texts: Uint8Array[] = [];
  body!: Uint8Array;
  /** The secrets that the core has, how short they may be, and what they are for. */
  #secrets: readonly unknown[] = [];
  #shortest = 0;
  #signs: boolean | undefined;
  /** The body of the call under way, if it is a long one. */
  payload: string | Uint8Array = '';
  #position = 0;
  /** How much of it stands in its place; less than 0 if it has no room there. */
  #written = 0;

  constructor() {
    const host: Host = {
      nextPiece: (isFirst) => this.#nextPiece(isFirst !== 0),
      hash: (from, length) => this.#hash(from, length),
    };
    // Copied, because engines look a function up in a module's own exports several times as slowly.
    this.exports = {
      ...(new WebAssembly.Instance(compile(), importsOf(host)).exports as unknown as Exports),
    };
    attach(this.exports);
    this.#start = this.exports.buffer();
    this.refreshViews();
  }

  /**
   * Verifies, or does the part of it that `body` says: one of the numbers beside it in
   * src/wasm/mod.rs.
   *
   * Gives the position of the secret that matched, 16 more for svix headers; or the negative number
   * of a verification error.
   */
  verify({ now, tolerance, fields }: Given, body: number): number {
    const number = this.exports.verifyWebhook(
      now,
      tolerance,
      this.write(fields[0], 0),
      this.write(fields[1], 1),
      this.write(fields[2], 2),
      this.write(fields[3], 3),
      this.write(fields[4], 4),
      this.write(fields[5], 5),
      body,
    );
    // It can be large.
    this.payload = '';
    return number;
  }

  /**
   * Writes a header to its place, and gives its length: that of the place, if it has no room there.
   */
  write(text: Field, at: number): number {
    if (text === undefined || text === '') return 0;
    if (text === null) return MALFORMED;
    return written(text, this.texts[at] as Uint8Array);
  }

  /** Gives the length of a body that is written to its place, or says how it comes. */
  placeBody(payload: string | Uint8Array): number {
    const { length } = payload;
    const inPlace = length > BODY_ROOM ? -1 : this.#writeBody(payload);
    const isForHost = hostHash.takes(length);
    if (inPlace >= 0 && !isForHost) return inPlace;
    this.payload = payload;
    this.#written = inPlace;
    return isForHost ? ON_HOST : IN_PIECES;
  }

  /** Gives the length of a body that has room in its place; less than 0, if it has none. */
  #writeBody(payload: string | Uint8Array): number {
    if (typeof payload === 'string') {
      const { read, written } = encoder.encodeInto(payload, this.body);
      return read === payload.length ? written : -1;
    }
    this.body.set(payload);
    return payload.length;
  }

  /** Hands the secrets over, unless the core has them. */
  useSecrets({ secrets, minSecretBytes }: Given, sign: boolean): void {
    this.refreshViews();
    const last = this.#secrets;
    let isSame =
      secrets.length === last.length && minSecretBytes === this.#shortest && sign === this.#signs;
    for (let at = 0; isSame && at < secrets.length; at++)
      isSame = typeof secrets[at] === 'string' && secrets[at] === last[at];
    if (isSame && secrets.length > 0) return;
    this.sendSecrets(secrets, minSecretBytes);
    const number = this.exports.checkSecrets(sign);
    if (number < 0)
      throw secretErrorOf(-1 - ((-1 - number) & 255), (-1 - number) >> 8, secrets.length);
    this.#secrets = secrets;
    this.#shortest = minSecretBytes;
    this.#signs = sign;
  }

  /** Hands secrets over, of whatever kind; throws for the first that is wrong. */
  sendSecrets(secrets: readonly unknown[], min: number): void {
    this.refreshViews();
    this.#secrets = [];
    // None at all is one that is missing.
    const list = secrets.length === 0 ? [undefined] : secrets;
    for (let at = 0; at < list.length; at++) {
      const secret = list[at] ?? '';
      const isText = typeof secret === 'string';
      const length = isText ? written(secret, this.body) : this.#copy(keyBytesOf(secret));
      if (length < 0) throw secretErrorOf(SECRET_TYPE, at, secrets.length);
      const number = this.exports.takeSecret(at, isText, length, min);
      if (number < 0) throw secretErrorOf(number, at, secrets.length);
    }
  }

  /** Gives the length of what has room in the body's place; less than 0 for no bytes. */
  #copy(bytes: Uint8Array | undefined): number {
    if (bytes === undefined) return -1;
    const fitting = bytes.subarray(0, BODY_ROOM);
    this.body.set(fitting);
    return fitting.length;
  }

  #nextPiece(isFirst: boolean): number {
    this.refreshViews();
    const payload = this.payload;
    if (isFirst) this.#position = 0;
    const start = this.#position;
    let written: number;
    if (typeof payload === 'string') {
      const piece = encoder.encodeInto(start === 0 ? payload : payload.slice(start), this.body);
      this.#position += piece.read;
      written = piece.written;
    } else {
      written = this.#copy(start === 0 ? payload : payload.subarray(start));
      this.#position += written;
    }
    return this.#position === payload.length ? written : -1 - written;
  }

  #hash(from: number, length: number): boolean {
    try {
      this.refreshViews();
      const digest =
        this.#written >= 0
          ? hostHash.hashBytes(this.bytes.subarray(from, from + length + this.#written))
          : hostHash.hashPieces(this.#parts(from, length));
      for (let at = 0; at < 32; at++) this.bytes[from + at] = digest.charCodeAt(at);
      return digest.length === 32;
    } catch {
      return false;
    }
  }

  *#parts(from: number, length: number): Iterable<Uint8Array> {
    yield this.bytes.subarray(from, from + length);
    if (typeof this.payload !== 'string') {
      yield this.payload;
      return;
    }
    // Piece by piece through a place that stays in the processor's cache: given the whole string,
    // hosts encode it to a new one.
    let piece = this.#nextPiece(true);
    for (; piece < 0; piece = this.#nextPiece(false)) yield this.body.subarray(0, -1 - piece);
    yield this.body.subarray(0, piece);
  }

  /**
   * Looks at the memory anew, if need be: that of `hookproof/full` can grow, and then a view of it
   * has no bytes left.
   */
  refreshViews(): void {
    if (this.bytes.length > 0) return;
    const { buffer } = this.exports.memory;
    this.bytes = new Uint8Array(buffer);
    let start = this.#start;
    this.texts = [...ROOMS, ...ROOMS].map((room) => {
      start += room;
      return new Uint8Array(buffer, start - room, room);
    });
    this.body = new Uint8Array(buffer, start + BODY, BODY_ROOM);
  }
}

/** Writes a text, and gives its length in bytes: that of the place, if it has no room there. */
function written(text: string, place: Uint8Array): number {
  const { read, written } = encoder.encodeInto(text, place);
  return read === text.length ? written : place.length;
}

/** In the place of the number of a secret error: neither a string nor bytes. */
const SECRET_TYPE = 0;

let instance: Instance | undefined;
/** The error that kept the module from starting, if there is no instance. */
let failure: unknown;

// At import, because workerd gives start-up more time than a request. Caught, because under a
// Content-Security-Policy without 'wasm-unsafe-eval' an import that throws would take the whole
// page with it: the first call throws instead.
start();

function start(): void {
  instance = undefined;
  try {
    instance = new Instance();
  } catch (error) {
    failure = error;
  }
}

/**
 * Has the core do something with what is given, and gives what comes of it.
 *
 * An exception that comes out of WebAssembly (a trap, an exhausted stack) leaves an instance whose
 * memory cannot be trusted, so there is a new one for the next call, and no verdict for this one.
 */
export function call<T, Given = undefined>(
  use: (core: Instance, given: Given) => T,
  given?: Given,
): T {
  // Tried again: a stack that was exhausted when the last instance was replaced may have room by
  // now.
  if (instance === undefined) start();
  if (instance === undefined) throw unavailable();
  const core = instance;
  // A hash of the host that was replaced may call in turn: it gets another one, since the buffer of
  // this one is in use.
  instance = undefined;
  try {
    const made = use(core, given as Given);
    instance ??= core;
    return made;
  } catch (error) {
    if (error instanceof WebhookConfigError) {
      instance ??= core;
      throw error;
    }
    start();
    throw new WebhookConfigError('the WebAssembly instance failed and is replaced: retry', {
      code: 'ERR_WASM_UNAVAILABLE',
      cause: error,
    });
  }
}

/** Verifies: gives what `Instance.verify` does. */
export const verdict = (given: Given): number => call(verifyWhole, given);

function verifyWhole(core: Instance, given: Given): number {
  const payload = check(given);
  core.useSecrets(given, false);
  return core.verify(given, core.placeBody(payload));
}

/** What is thrown where there is no core, with what to do about it on this host. */
const unavailable = (): WebhookConfigError =>
  new WebhookConfigError(`WebAssembly cannot run here: ${advice(failure)}`, {
    code: 'ERR_WASM_UNAVAILABLE',
    cause: failure,
  });
