/** Two readings of Python's standard library that its webhook library relies on. */

/**
 * `base64.b64decode` without `validate`: skips what is not of the alphabet. Throws what Python
 * throws for.
 */
export function b64decode(text) {
  if (/[^\0-\x7f]/.test(text))
    throw new Error('string argument should contain only ASCII characters');
  let [digits, padding] = ['', 0];
  for (const character of text) {
    const inQuad = digits.length % 4;
    if (character === '=') {
      if (inQuad >= 2 && inQuad + ++padding >= 4) return Buffer.from(digits, 'base64');
    } else if (/[A-Za-z0-9+/]/.test(character)) {
      digits += character;
      padding = 0;
    }
  }
  if (digits.length % 4 !== 0) throw new Error('Incorrect padding');
  return Buffer.from(digits, 'base64');
}

/** `float`, of what can be a time; NaN for everything else. */
export function float(text) {
  const ascii = text.trim().replace(/\p{Nd}/gu, digitOf);
  return /^[+-]?(\d+(_\d+)*\.?|(\d+(_\d+)*)?\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/i.test(ascii)
    ? Number(ascii.replaceAll('_', ''))
    : Number.NaN;
}

/** Unicode keeps the decimal digits of a script together, from 0 to 9. */
function digitOf(character) {
  let value = 0;
  let code = character.codePointAt(0);
  // Five sets of mathematical digits follow each other.
  if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10);
  while (/\p{Nd}/u.test(String.fromCodePoint(code - 1)) && value < 9)
    [value, code] = [value + 1, code - 1];
  return String(value);
}
