/** The memory of a module, and beside each byte whether it depends on a secret. */
import binaryen from 'binaryen';

const { i32, i64, f32, v128 } = binaryen;

export class WatchedMemory {
  #memory;
  #secret;

  constructor(memory) {
    this.#memory = memory;
    this.#secret = new Uint8Array(memory.buffer.byteLength);
  }

  mark(at, length, isSecret) {
    this.#secret.fill(isSecret ? 1 : 0, at, at + length);
  }

  isSecret(at, length) {
    for (let place = at; place < at + length; place++) if (this.#secret[place] === 1) return true;
    return false;
  }

  bytes(at, length) {
    return new Uint8Array(this.#memory.buffer, at, length).slice();
  }

  load(type, bytes, isSigned, at) {
    const view = new DataView(this.#memory.buffer);
    if (type === v128) return this.bytes(at, 16);
    if (type === i64) {
      let value = 0n;
      for (let place = bytes - 1; place >= 0; place--)
        value = (value << 8n) | BigInt(view.getUint8(at + place));
      return isSigned || bytes === 8 ? BigInt.asIntN(8 * bytes, value) : value;
    }
    if (type !== i32) return type === f32 ? view.getFloat32(at, true) : view.getFloat64(at, true);
    if (bytes === 1) return isSigned ? view.getInt8(at) : view.getUint8(at);
    if (bytes === 2) return isSigned ? view.getInt16(at, true) : view.getUint16(at, true);
    return view.getInt32(at, true);
  }

  store(type, bytes, at, value) {
    const view = new DataView(this.#memory.buffer);
    if (type === v128) new Uint8Array(this.#memory.buffer).set(value, at);
    else if (type === i64)
      for (let place = 0; place < bytes; place++)
        view.setUint8(at + place, Number((value >> BigInt(8 * place)) & 255n));
    else if (type !== i32) view[type === f32 ? 'setFloat32' : 'setFloat64'](at, value, true);
    else if (bytes === 1) view.setUint8(at, value);
    else if (bytes === 2) view.setUint16(at, value, true);
    else view.setInt32(at, value, true);
  }

  copy(to, from, length) {
    new Uint8Array(this.#memory.buffer).copyWithin(to, from, from + length);
    this.#secret.copyWithin(to, from, from + length);
  }

  fill(at, value, length, isSecret) {
    new Uint8Array(this.#memory.buffer).fill(value, at, at + length);
    this.mark(at, length, isSecret);
  }
}
