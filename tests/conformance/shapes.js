/** The shapes that headers and payloads come in. Each must get the same verdict. */

const encoder = new TextEncoder();

/** Text, `{ hex }` or `{ repeat, times }`, as a string or as bytes. */
export function valueOf(vector) {
  if (typeof vector === 'string') return vector;
  if ('repeat' in vector) return vector.repeat.repeat(vector.times);
  return Uint8Array.from(vector.hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}

/** What most tests need of a vector: it has one secret. */
export const goodOf = ({ body, headers, secrets: [secret], now }) => ({ body, headers, secret, now });

/** Every way to hold these pairs that holds all of them: not every one can. */
export function headerShapes(pairs) {
  const names = pairs.map(([name]) => name);
  // One that can be read again and again, as each test needs: its iterator is new each time.
  const shapes = { pairs, 'an iterable of pairs': { [Symbol.iterator]: () => pairs.values() } };
  if (new Set(names).size === names.length) {
    shapes.record = Object.fromEntries(pairs);
    shapes['a record of arrays'] = Object.fromEntries(pairs.map(([name, value]) => [name, [value]]));
    shapes['a record without a prototype'] = Object.assign(Object.create(null), Object.fromEntries(pairs));
    shapes.Map = new Map(pairs);
  }
  const asHeaders = headersOf(pairs);
  if (asHeaders !== undefined) {
    shapes.Headers = asHeaders;
    shapes['an object with get'] = { get: (name) => asHeaders.get(name) };
  }
  return Object.entries(shapes);
}

/** A `Headers` trims, joins and refuses; where it would change what the vector says, it is not the vector's shape. */
function headersOf(pairs) {
  const lower = pairs.map(([name]) => name.toLowerCase());
  if (new Set(lower).size !== lower.length) return undefined;
  try {
    const headers = new Headers(pairs);
    return pairs.every(([name, value]) => headers.get(name) === value) ? headers : undefined;
  } catch {
    return undefined;
  }
}

/** The same body as a string (if it is one), as bytes, as a view into a larger buffer, and as an ArrayBuffer. */
export function payloadShapes(body) {
  const bytes = typeof body === 'string' ? encoder.encode(body) : body;
  const larger = new Uint8Array(bytes.length + 11);
  larger.set(bytes, 7);
  const shapes = {
    bytes,
    'a view with an offset': larger.subarray(7, 7 + bytes.length),
    'a DataView': new DataView(larger.buffer, 7, bytes.length),
    'an ArrayBuffer': bytes.slice().buffer,
  };
  if (typeof body === 'string') shapes['a string'] = body;
  return Object.entries(shapes);
}
