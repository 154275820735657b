/** The core of `hookproof/full`: some of its answers are JavaScript values, for which wasm-bindgen's glue is there. */
import { Core, whileReading } from './core.js';
import { __wbg_set_wasm, explainWebhook, publicKey } from './hookproof_bg.js';

export class FullCore extends Core {
  #explains = false;

  constructor(exports, host) {
    super(exports, host);
    __wbg_set_wasm(exports);
    exports.__wbindgen_start();
  }

  /** Gives the length of a text, which `signature` reads, or the negative number of an error. */
  publicKey(reading) {
    return this.#apart(reading, publicKey);
  }

  /** `payload` is one of the numbers that src/wasm/full.rs lists. */
  explain(reading, now, tolerance, payload) {
    const { minSecretBytes, secrets, present } = reading;
    return this.#apart(reading, () => explainWebhook(now, tolerance, minSecretBytes, secrets.length, present, payload));
  }

  /** Secrets that are read apart from a verification are not those that the next one is compared with. */
  writeSecret(reading, at, into) {
    return this.#explains ? reading.writeSecret(at, into) : super.writeSecret(reading, at, into);
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
