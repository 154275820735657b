/** What is in the package, and what its entries reach. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { scriptOf } from '../../tools/lib/binaries.js';
import { attempt, root } from '../../tools/lib/shell.js';
import { equal, ok } from '../conformance/assert.js';

/** Where each entry is taken by a runtime that bans compiling bytes, and what it has to import there. */
const edges = [
  ['hookproof', 'workerd', './hookproof.wasm'],
  ['hookproof', 'edge-light', './hookproof.wasm?module'],
  ['hookproof/full', 'workerd', './hookproof-full.wasm'],
  ['hookproof/full', 'edge-light', './hookproof-full.wasm?module'],
];

export const contentsTests = (consumer, { tarball, files }) => ({
  'the files in the tarball': () => onlyMeantFiles(files),
  'publint --strict': () => satisfied([scriptOf('publint'), tarball, '--strict']),
  attw: () => satisfied([scriptOf('@arethetypeswrong/cli', 'attw'), tarball]),
  ...Object.fromEntries(
    edges.map(([entry, condition, wasm]) => [
      `${entry} for ${condition} imports ${wasm} and never bytes`,
      () => neverInlines(consumer, entry, condition, wasm),
    ]),
  ),
});

/** Just the files that are meant to ship. */
function onlyMeantFiles(files) {
  const expected = readFileSync(join(root, 'tests', 'package', 'files.txt'), 'utf8')
    .trim()
    .split('\n');
  const missing = expected.filter((file) => !files.includes(file)).map((file) => `${file} is missing`);
  const extra = files.filter((file) => !expected.includes(file)).map((file) => `${file} should not be there`);
  equal([...missing, ...extra], []);
}

async function satisfied(args) {
  const { code, output } = await attempt(process.execPath, args);
  // publint ends with 0 when it only warns.
  ok(code === 0 && !/warnings?:|errors?:/i.test(output), output);
}

/** They stand on `hookproof`, whichever entry of it is imported too. */
const subpaths = ['fetch', 'hono', 'pulse', 'replay', 'testing'].map((name) => `hookproof/${name}`);

/** Where compiling bytes is banned, no entry may reach them: a local sandbox would not notice, production would. */
async function neverInlines(consumer, entry, condition, wasm) {
  const imported = entry === 'hookproof' ? [entry, ...subpaths] : [entry];
  const imports = imported.map((name, at) => `export * as entry${at} from '${name}';`).join('\n');
  const { metafile, outputFiles } = await build({
    stdin: { contents: imports, resolveDir: consumer },
    bundle: true,
    format: 'esm',
    conditions: [condition],
    external: [wasm],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile.outputs);
  const [{ text }] = outputFiles;
  const problems = [
    /AGFzbQ/.test(text) && 'holds the WebAssembly inlined',
    /new WebAssembly\.Module|WebAssembly\.(compile|instantiate)/.test(text) && 'compiles bytes',
    !output.imports.some(({ path }) => path === wasm) && `does not import ${wasm}`,
  ];
  equal(problems.filter(Boolean), []);
}
