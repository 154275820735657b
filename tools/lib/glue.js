/** What wasm-bindgen's glue does not expect of its surroundings. */

const setter = /export function __wbg_set_wasm\(val\) \{\n {4}wasm = val;\n\}/;

/**
 * After a trap there is a new instance, so the views of the old one's memory must go; and the jsdom
 * of Jest hides Node's TextDecoder and TextEncoder. Fails if the glue is not of the shape that this
 * knows.
 */
export function adapted(glue) {
  if (!setter.test(glue))
    throw new Error('the glue of this wasm-bindgen sets its instance in another way');
  const caches = [...glue.matchAll(/^let (cached\w*Memory\w*) = null;$/gm)].map(([, name]) => name);
  const known = new Set(caches);
  const others = [...glue.matchAll(/\bcached\w*Memory\w*/g)].filter(([name]) => !known.has(name));
  if (others.length > 0)
    throw new Error(`the glue of this wasm-bindgen keeps views in another way: ${others[0][0]}`);
  const forgetting = caches.map((name) => `    ${name} = null;\n`).join('');
  return glue
    .replace(setter, `export function __wbg_set_wasm(val) {\n    wasm = val;\n${forgetting}}`)
    .replaceAll(
      /new (Text(?:En|De)coder)\(/g,
      "new (globalThis.$1 ?? process.getBuiltinModule('node:util').$1)(",
    );
}
