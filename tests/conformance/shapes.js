/** The shapes that headers and payloads come in. Each must get the same verdict. */

const encoder = new TextEncoder();

/** Text, `{ hex }` or `{ repeat, times }`, as a string or as bytes. */
export function valueOf(vector) {
  if (typeof vector === 'string') return vector;
  if ('repeat' in vector) return vector.repeat.repeat(vector.times);
  return Uint8Array.from(vector.hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}

/** Returns what most tests need of a vector: it has one secret. */
export const goodOf = ({ body, headers, secrets: [secret], now }) => ({
  body,
  headers,
  secret,
  now,
});

/** Returns every way to hold these pairs that holds all of them: not every one can. */
export function headerShapes(pairs) {
  const names = pairs.map(([name]) => name);
  // One that can be read again and again, as each test needs: its iterator is new each time.
  const shapes = { pairs, 'an iterable of pairs': { [Symbol.iterator]: () => pairs.values() } };
  const values = valuesOf(pairs);
  const onlyListsRepeat = [...values].every(([name, { length }]) => length === 1 || isList(name));
  if (new Set(names).size === names.length) {
    shapes.Map = new Map(pairs);
    // A list in two cases is one header, but two properties of an object are none.
    if (!onlyListsRepeat || values.size === pairs.length) {
      shapes.record = Object.fromEntries(pairs);
      shapes['a record of arrays'] = Object.fromEntries(
        pairs.map(([name, value]) => [name, [value]]),
      );
      shapes['a record without a prototype'] = Object.assign(
        Object.create(null),
        Object.fromEntries(pairs),
      );
    }
  }
  if (values.size < pairs.length) {
    shapes['a record of arrays, as headersDistinct is one'] = Object.assign(
      Object.create(null),
      Object.fromEntries(values),
    );
    shapes['a Map of arrays'] = values;
  }
  if (onlyListsRepeat && values.size < pairs.length)
    shapes['a record of joined texts, as Node makes one'] = Object.fromEntries(
      [...values].map(([name, all]) => [name, all.join(', ')]),
    );
  const asHeaders = headersOf(pairs);
  if (asHeaders !== undefined) {
    shapes.Headers = asHeaders;
    shapes['an object with get'] = { get: (name) => asHeaders.get(name) };
  }
  return Object.entries(shapes);
}

const isList = (name) => name.endsWith('-signature');

/** Returns the values under each name, in lower case: of ASCII, as HTTP has it. */
function valuesOf(pairs) {
  const values = new Map();
  for (const [name, value] of pairs) {
    const lower = name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    values.set(lower, [...(values.get(lower) ?? []), value]);
  }
  return values;
}

/**
 * A `Headers` trims, joins and refuses; where it would change what the vector says, it is not the
 * vector's shape.
 */
function headersOf(pairs) {
  const values = [...valuesOf(pairs)];
  if (values.some(([name, { length }]) => length > 1 && !isList(name))) return undefined;
  try {
    const headers = new Headers(pairs);
    return values.every(([name, all]) => headers.get(name) === all.join(', '))
      ? headers
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns the same body as a string (if it is one), as bytes, as a view into a larger buffer, and
 * as an ArrayBuffer.
 */
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
