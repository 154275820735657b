/**
 * Comments that state an output: each that stands after `console.log(…);`, and in the line below
 * it, or after another call, each that is a value: `true`, `ERR_…`, `{ … }`, `'text'`, a number. An
 * ellipsis stands for anything.
 */
const value = /^(?:true|false|null|undefined|\d+|ERR_[A-Z_]+( .*)?|whsec_.*|[{['].*)$/;
const printing = /^(\s*)console\.(?:log|warn|error)\((.*)\);(?:\s*\/\/ (.*))?$/;
const calling = /^(\s*)((?:await )?(?:new )?[\w.]+\(.*\)[\w.()]*);\s*\/\/ (.*)$/;
const ending = /\S.*\s\/\/ (.*)$/;
const alone = /^\s*\/\/ (.*)$/;

/** Returns the code with these comments turned into calls of `claims`, and their texts. */
export function withClaims(code) {
  const texts = [];
  const claim = (text) => texts.push(text) - 1;
  const lines = code.split('\n');
  const checked = lines.map((line, at) => {
    const [, indent, values, beside] = printing.exec(line) ?? [];
    const [, below = ''] = alone.exec(lines[at + 1] ?? '') ?? [];
    if (beside !== undefined) return `${indent}claims.told(${claim(beside)}, ${values});`;
    if (values !== undefined && value.test(below))
      return `${indent}claims.told(${claim(below)}, ${values});`;
    const [, margin, call, text = ''] = calling.exec(line) ?? [];
    if (value.test(text)) return margin + gave(claim(text), call);
    const [, loose = ''] = ending.exec(line) ?? [];
    if (value.test(loose))
      throw new Error(`"${loose}" states an output where nothing can be checked: use console.log`);
    return line;
  });
  return { code: checked.join('\n'), texts };
}

const gave = (at, call) =>
  call.startsWith('await ')
    ? `await claims.gave(${at}, async () => ${call});`
    : `claims.gave(${at}, () => ${call});`;
