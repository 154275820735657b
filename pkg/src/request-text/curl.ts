import type { Pair } from './pair.js';
import { shellWords } from './shell-words.js';
import { fromUtf8 } from './utf8.js';

export const isCurl = (text: string): boolean => /^(?:[$%>#] *)?curl(?:\.exe)?\s/.test(text);

/** Short options that are followed by a value (curl's manual): -X POST, -XPOST. */
const WITH_VALUE = new Set('ACDEFHKPQTUXYbcdemortuwxyz');

/** What a cURL command sends. Options that change neither headers nor body are passed over. */
export function curlCommand(text: string): { pairs: Pair[]; body?: Uint8Array; problem?: string } {
  if (/\^\r?\n|\^"/.test(text))
    return { pairs: [], problem: 'this is written for Windows cmd: copy it as cURL (bash)' };
  const { words, unclosed } = shellWords(text.replace(/^[$%>#] */, ''));
  const pairs: Pair[] = [];
  const data: Uint8Array[] = [];
  const problems = unclosed ? ['a quote is not closed'] : [];

  const take = (option: string, value: Uint8Array) => {
    const written = fromUtf8(value);
    if (option === 'H' || option === 'header') {
      const [, name, content] = /^([^:;]+)[:;](.*)$/s.exec(written) ?? [];
      if (name !== undefined && content !== undefined) pairs.push([name.trim(), content.trim()]);
      else problems.push('a -H is no “name: value”');
    } else if (option === 'd' || option === 'json' || /^data(-ascii|-binary)?$/.test(option)) {
      if (written.startsWith('@'))
        problems.push(`the body is in the file ${written.slice(1)}: drop that file on the body`);
      else data.push(value);
    } else if (option === 'data-raw') {
      data.push(value);
    } else if (option === 'data-urlencode' || option === 'F' || option === 'form') {
      problems.push(
        `the body is made by ${option.length === 1 ? '-' : '--'}${option}: give it by hand`,
      );
    }
  };

  const rest = words.slice(1).values();
  for (const word of rest) {
    const written = fromUtf8(word);
    if (/^--./.test(written)) {
      const long = written.slice(2);
      if (/^(header|json|form|data(-ascii|-binary|-raw|-urlencode)?)$/.test(long))
        take(long, rest.next().value ?? new Uint8Array());
    } else if (/^-./.test(written)) {
      const at = [...written].findIndex(
        (letter, position) => position > 0 && WITH_VALUE.has(letter),
      );
      if (at === -1) continue;
      const attached = word.subarray(at + 1);
      take(
        written.charAt(at),
        attached.length > 0 ? attached : (rest.next().value ?? new Uint8Array()),
      );
    }
  }
  return {
    pairs,
    ...(data.length > 0 && { body: joined(data) }),
    ...(problems[0] !== undefined && { problem: problems[0] }),
  };
}

/** curl puts & between several -d. */
function joined(parts: Uint8Array[]): Uint8Array {
  const bytes = parts.flatMap((part, at) => (at === 0 ? [...part] : [0x26, ...part]));
  return Uint8Array.from(bytes);
}
