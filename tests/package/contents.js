/** What is in the package, and what its entries reach. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { scriptOf } from '../../tools/lib/binaries.js';
import { entries } from '../../tools/lib/entries.js';
import { attempt, root } from '../../tools/lib/shell.js';
import { equal, ok } from '../conformance/assert.js';

/**
 * The conditions of who builds for a runtime that bans compiling bytes, and what each entry has to
 * import there.
 */
const edges = [
  ['hookproof', ['workerd', 'worker', 'browser'], './hookproof.wasm'],
  ['hookproof', ['edge-light', 'module'], './hookproof.wasm?module'],
  ['hookproof', ['unwasm', 'workerd', 'wintercg', 'edge-light', 'node'], './hookproof.wasm?module'],
  ['hookproof/full', ['workerd', 'worker', 'browser'], './hookproof-full.wasm'],
  ['hookproof/full', ['edge-light', 'module'], './hookproof-full.wasm?module'],
  [
    'hookproof/full',
    ['unwasm', 'workerd', 'wintercg', 'edge-light', 'node'],
    './hookproof-full.wasm?module',
  ],
];

/** A dependency in CommonJS requires what the application imports. */
const ways = {
  imported: (name, at) => `export * as entry${at} from '${name}';`,
  required: (name) => `console.log(require('${name}'));`,
};

export const contentsTests = (consumer, { tarball, files }) => ({
  'the files in the tarball': () => onlyMeantFiles(files),
  'publint --strict': () => satisfied([scriptOf('publint'), tarball, '--strict']),
  'workerd is a string, as OpenNext wants it': () =>
    equal(
      workerdOf(consumer).filter((target) => typeof target !== 'string'),
      [],
    ),
  attw: () => satisfied([scriptOf('@arethetypeswrong/cli', 'attw'), tarball]),
  ...Object.fromEntries(
    edges.flatMap(([entry, conditions, wasm]) =>
      Object.entries(ways).map(([way, written]) => [
        `${entry}, ${way}, for ${conditions[0]} takes ${wasm} and never bytes`,
        () => neverInlines(consumer, { entry, conditions, wasm, written }),
      ]),
    ),
  ),
});

/** Just the files that are meant to ship. */
function onlyMeantFiles(files) {
  const expected = readFileSync(join(root, 'tests', 'package', 'files.txt'), 'utf8')
    .trim()
    .split('\n');
  const missing = expected
    .filter((file) => !files.includes(file))
    .map((file) => `${file} is missing`);
  const extra = files
    .filter((file) => !expected.includes(file))
    .map((file) => `${file} should not be there`);
  equal([...missing, ...extra], []);
}

function workerdOf(consumer) {
  const { exports } = JSON.parse(
    readFileSync(join(consumer, 'node_modules', 'hookproof', 'package.json'), 'utf8'),
  );
  const entries = Object.values(exports).filter((entry) => 'workerd' in Object(entry));
  ok(entries.length === 2, `${entries.length} entries have the condition`);
  return entries.map(({ workerd }) => workerd);
}

async function satisfied(args) {
  const { code, output } = await attempt(process.execPath, args);
  // publint ends with 0 when it only warns.
  ok(code === 0 && !/warnings?:|errors?:/i.test(output), output);
}

/** They stand on `hookproof`, whichever entry of it is imported too. */
const subpaths = entries.filter(({ wasm }) => wasm === undefined).map(({ specifier }) => specifier);

/**
 * Where compiling bytes is banned, no entry may reach them: a local sandbox would not notice,
 * production would.
 */
async function neverInlines(consumer, { entry, conditions, wasm, written }) {
  const imported = entry === 'hookproof' ? [entry, ...subpaths] : [entry];
  const imports = imported.map(written).join('\n');
  const { metafile, outputFiles } = await build({
    stdin: { contents: imports, resolveDir: consumer },
    bundle: true,
    format: 'esm',
    conditions,
    external: [wasm, 'node:*'],
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
