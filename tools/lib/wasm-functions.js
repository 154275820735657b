/**
 * The functions of a WebAssembly module that still has its name section: each name, and the bytes
 * of its code.
 */
export function functionsOf(module) {
  const reader = new Reader(module);
  reader.at = 8;
  let [imported, names, bodies] = [0, new Map(), []];
  while (reader.at < module.length) {
    const id = module[reader.at++];
    const section = reader.bytes();
    if (id === 2) imported = functionImports(section);
    if (id === 10) bodies = codeOf(section);
    if (id === 0) names = namesOf(section) ?? names;
  }
  return bodies.map((body, at) => ({
    name: names.get(at + imported) ?? `function ${at + imported}`,
    body,
  }));
}

/** Reads the encoding of https://webassembly.github.io/spec/core/binary/. */
class Reader {
  at = 0;

  constructor(bytes) {
    this.source = bytes;
  }

  number() {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = this.source[this.at++];
      value += (byte & 127) * 2 ** shift;
      shift += 7;
      if (byte < 128) return value;
    }
  }

  /** A vector of bytes. */
  bytes() {
    const length = this.number();
    this.at += length;
    return this.source.subarray(this.at - length, this.at);
  }

  text() {
    return new TextDecoder().decode(this.bytes());
  }

  list(read) {
    return Array.from({ length: this.number() }, read);
  }
}

function codeOf(section) {
  const reader = new Reader(section);
  return reader.list(() => reader.bytes());
}

/** wasm-bindgen imports nothing but functions. */
function functionImports(section) {
  const reader = new Reader(section);
  return reader.list(() => {
    reader.text();
    reader.text();
    if (section[reader.at++] !== 0) throw new Error('an import that is no function');
    reader.number();
  }).length;
}

function namesOf(section) {
  const reader = new Reader(section);
  if (reader.text() !== 'name') return undefined;
  while (reader.at < section.length) {
    const id = section[reader.at++];
    const part = new Reader(reader.bytes());
    if (id === 1) return new Map(part.list(() => [part.number(), part.text()]));
  }
  return new Map();
}
