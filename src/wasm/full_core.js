/** The core of `hookproof/full`: some of its answers are JavaScript values, for which wasm-bindgen's glue is there. */
import { Core, whileReading } from './core.js';
import { __wbg_set_wasm, explainWebhook, publicKey } from './hookproof_bg.js';

export class FullCore extends Core {
  #explains = false;
  #memory;

  constructor(exports, host) {
    super(exports, host);
    this.#memory = exports.memory;
    __wbg_set_wasm(exports);
    exports.__wbindgen_start();
  }

  /** Gives the length of a text, which `signature` reads, or the negative number of an error. */
  publicKey(reading) {
    return this.#apart(reading, publicKey);
  }

  /** `kinds` are the last three parameters of `explainWebhook` in src/wasm/full.rs, `texts` what it asks for behind the headers. */
  explain(reading, { now, tolerance, isList, kinds, texts }) {
    reading.fields.push(...texts);
    const { minSecretBytes, secrets, present } = reading;
    return this.#apart(reading, () => explainWebhook(now, tolerance, minSecretBytes, secrets.length, isList, present, ...kinds));
  }

  /** Secrets that are read apart from a verification are not those that the next one is compared with. */
  writeSecret(reading, at, into) {
    return this.#explains ? reading.writeSecret(at, into) : super.writeSecret(reading, at, into);
  }

  /** An explanation names new places each time, for headers of any length: views of them are not kept. */
  place(pointer, length) {
    return this.#explains ? new Uint8Array(this.#memory.buffer, pointer, length) : super.place(pointer, length);
  }

  #apart(reading, use) {
    this.#explains = true;
    try {
      return whileReading(this, reading, use);
    } finally {
      this.#explains = false;
    }
  }
}
