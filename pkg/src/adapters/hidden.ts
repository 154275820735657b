/** Returns what an object has under a symbol that its library does not export. */
export function hidden(object: any, name: string): unknown {
  let symbol = symbols.get(name);
  if (symbol === undefined || !Object.hasOwn(object, symbol)) {
    symbol =
      Object.getOwnPropertySymbols(object).find(({ description }) => description === name) ??
      Symbol(name);
    symbols.set(name, symbol);
  }
  return object[symbol];
}

/** Those found last: another copy of a library has others. */
const symbols = new Map<string, symbol>();
