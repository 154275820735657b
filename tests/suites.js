/**
 * Lists what `npm test` runs, in order. A suite returns how many of its tests passed, failed and
 * were skipped, and a report of those that failed.
 */
import { scriptOf } from '../tools/lib/binaries.js';
import { withConsumer } from '../tools/lib/consumer.js';
import { debian } from '../tools/lib/debian.js';
import { printRow } from '../tools/lib/print.js';
import { attempt, run } from '../tools/lib/shell.js';
import { sizes, table } from '../tools/size.js';
import { wasmPack, withWasmBindgen } from '../tools/lib/toolchain.js';
import { runBehind } from './adapters/behind/index.js';
import { runAdapters, runLeaks, runMaking } from './adapters/index.js';
import { api } from './api/index.js';
import { runCommandLine } from './cli/index.js';
import { equal } from './conformance/assert.js';
import { conformance } from './conformance/index.js';
import { named, runTests } from './conformance/outcome.js';
import { crateSuites } from './crate/index.js';
import { constantTimeSuites } from './constant-time/index.js';
import { docs } from './docs/index.js';
import { outdatedSizes } from './docs/sizes.js';
import { dropIn } from './drop-in/index.js';
import { differentialSuites } from './differential/index.js';
import { everythingSuite } from './everything/index.js';
import { checkExamples } from './examples/index.js';
import { explainSuite } from './explain/index.js';
import { faultsSuite } from './faults/index.js';
import { gatewaySuites } from './gateway/index.js';
import { hostileSuite } from './hostile/index.js';
import { families as hosts } from './hosts/index.js';
import { hygieneSuites } from './hygiene/index.js';
import { mutantSuite } from './mutants/index.js';
import { fuzzSuite } from './fuzz/index.js';
import { checkPackage } from './package/index.js';
import { properties } from './properties/index.js';
import { pulse } from './pulse/index.js';
import { pythonSuites } from './python/index.js';
import { release } from './release/index.js';
import { replaySuites } from './replay/index.js';
import { families as runtimes } from './runtimes/index.js';
import { senderSuite } from './senders/index.js';
import { runRows } from './runtimes/run.js';
import { outdated } from './runtimes/table.js';
import { soakAsSvix, stores as sharedStores } from './soak/as-svix.js';
import { soak } from './soak/index.js';
import { resultOf, summed } from './results.js';
import { typesOfAdapters } from './types/adapters.js';
import { dropInTypes } from './types/drop-in.js';
import { types } from './types/index.js';
import { verdictSuite } from './verdict/index.js';
import { wwwSuite } from './www/index.js';

/**
 * Runs last, and one after the other: these work on all cores already, or build what the others
 * read.
 */
const atTheEnd = [
  { name: 'conformance and checks of the packed tarball', run: () => withConsumer(tarball) },
  {
    name: 'hosts: where people deploy, built and run',
    run: () => withConsumer(async (consumer) => summed(await inFamilies(hosts, consumer))),
  },
  {
    name: 'command line: Node, Deno and Bun, through a shell',
    run: () => withConsumer(async (consumer) => summed(await runCommandLine(consumer, printRow))),
  },
  api,
  release,
  { name: 'playground: in three engines, and its parts in Node', run: wwwSuite },
  docs,
  command('npm start -- --once', 'npm', 'start', '--', '--once'),
].map((suite) => ({ ...suite, alone: true }));

const gateway = ['--package', 'hookproof-gateway'];
const wasmTarget = ['--target', 'wasm32-unknown-unknown'];

export const suites = [
  formatted('Rust: formatted'),
  formatted('Rust: formatted, Python package', 'python/Cargo.toml'),
  formatted('Rust: formatted, gateway', 'gateway/Cargo.toml'),
  formatted('Rust: formatted, constant time', 'tests/constant-time/native/Cargo.toml'),
  formatted('Rust: formatted, differential', 'tests/differential/rust/Cargo.toml'),
  clippy('Rust: clippy, native'),
  clippy('Rust: clippy, native, no_std', '--no-default-features'),
  clippy('Rust: clippy, native, ed25519', '--features', 'ed25519'),
  clippy('Rust: clippy, native, explain and http', '--features', 'explain,http'),
  clippy('Rust: clippy, native, for Python', '--features', 'python'),
  clippy('Rust: clippy, gateway', ...gateway),
  clippy('Rust: clippy, gateway, WebAssembly', '--lib', ...gateway, ...wasmTarget),
  formatted('Rust: formatted, fuzz targets', 'fuzz/Cargo.toml'),
  clippy('Rust: clippy, fuzz targets', '--manifest-path', 'fuzz/Cargo.toml'),
  clippy('Rust: clippy, WebAssembly', ...wasm('wasm')),
  clippy('Rust: clippy, WebAssembly, full', ...wasm('full')),
  {
    ...script(
      'JavaScript and TypeScript: Biome',
      scriptOf('@biomejs/biome', 'biome'),
      'check',
      '--error-on-warnings',
    ),
    quick: true,
  },
  { ...typesOf('TypeScript: types', 'pkg/tsconfig.json'), quick: true },
  { ...typesOf('TypeScript: types, full', 'pkg/tsconfig.full.json'), quick: true },
  { ...typesOf('TypeScript: types, playground', 'www/tsconfig.json'), quick: true },
  typesOf('TypeScript: types of hookproof/fastify', 'pkg/tsconfig.fastify.json'),
  { ...typesOf('TypeScript: types, command line', 'pkg/tsconfig.cli.json'), quick: true },
  script('vectors: as their generator writes them', 'tests/vectors/generate.js', '--check'),
  { name: 'Rust: cargo test', quick: true, run: () => cargoTests('cargo', ['test']) },
  {
    name: 'Rust: cargo test --features explain,http',
    quick: true,
    run: () => cargoTests('cargo', ['test', '--features', 'explain,http']),
  },
  {
    name: 'Rust: cargo test, gateway',
    quick: true,
    run: () => cargoTests('cargo', ['test', ...gateway]),
  },
  ...crateSuites,
  { name: 'Rust: wasm-pack test --node', run: () => wasmPackTests(['--node']) },
  { name: 'Rust: wasm-pack test --node, full', run: () => wasmPackTests(['--node'], {}, 'full') },
  { name: 'Rust: wasm-pack test --headless --chrome', run: wasmPackInChromium },
  {
    name: 'conformance: Node, as built',
    quick: true,
    run: () => runRows([[builtHere]], undefined, () => {}).then(([row]) => row),
  },
  {
    name: 'conformance: Node, as built, long bodies by WebCrypto',
    quick: true,
    run: () => runRows([[byWebCrypto]], undefined, () => {}).then(([row]) => row),
  },
  {
    ...script(
      "the host's hash: when it is loaded, and what it takes",
      'tests/runtimes/loading.cjs',
    ),
    quick: true,
  },
  script("the host's hash: loaded by a server on Deno", 'tests/runtimes/deno/loading.js'),
  properties,
  { name: 'sizes: every entry within its budget', quick: true, run: budgets },
  { name: 'explain: every cause, made for real', quick: true, run: explainSuite },
  ...constantTimeSuites,
  hostileSuite,
  faultsSuite,
  ...hygieneSuites,
  mutantSuite,
  { name: 'limits: memory, growth, and what is left of secrets', alone: true, run: limits },
  fuzzSuite,
  ...differentialSuites,
  ...pythonSuites.map((suite) => ({ ...suite, wheel: true })),
  { ...everythingSuite, wheel: true },
  { ...verdictSuite, wheel: true },
  ...gatewaySuites,
  { ...dropIn, quick: true },
  { ...senderSuite, quick: true },
  { name: 'types: clients, Workers, exhaustive events', run: types },
  { name: 'types: the drop-in, as users of its peers write', run: () => withConsumer(dropInTypes) },
  ...replaySuites,
  { name: 'pulse: the link, in four runtimes', run: pulse },
  { name: 'adapters: how they are made', quick: true, run: runMaking },
  {
    name: 'adapters: every adapter on every server',
    run: async () => summed(await runAdapters(printRow)),
  },
  { name: 'adapters: what is read behind a middleware', run: runBehind },
  { name: 'adapters: what broken uploads leave behind', run: async () => summed(await runLeaks()) },
  { name: 'soak: 5,000 deliveries into the Express example', run: shortSoak },
  {
    name: 'soak: 2,000 deliveries as Svix makes them, for each shared store',
    run: shortSoakAsSvix,
  },
  ...atTheEnd,
];

/** The package as it was just built, without packing it: what the inner loop looks at. */
const builtHere = {
  name: 'Node, as built',
  run: async () => conformance(await import('hookproof'), await import('hookproof/full')),
};

/** In a process of its own, which hides node:crypto from the package. */
const byWebCrypto = {
  name: 'Node, as built, long bodies by WebCrypto',
  run: async () => JSON.parse(await run(process.execPath, ['tests/runtimes/esm-web-crypto.js'])),
};

/** A command that must succeed. */
function command(name, program, ...args) {
  const runCommand = async () => {
    const { code, output } = await attempt(program, args);
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, report: output };
  };
  return { name, run: runCommand };
}

function script(name, ...args) {
  return command(name, process.execPath, ...args);
}

function typesOf(name, project) {
  return script(name, scriptOf('typescript', 'tsc'), '-p', project);
}

function formatted(name, manifest = 'Cargo.toml') {
  return command(name, 'cargo', 'fmt', '--check', '--manifest-path', manifest);
}

function clippy(name, ...args) {
  return command(
    name,
    'cargo',
    'clippy',
    '--all-targets',
    '--quiet',
    ...args,
    '--',
    '-D',
    'warnings',
  );
}

function wasm(features) {
  return ['--features', features, ...wasmTarget];
}

/**
 * Sums the results of all the test programs that one cargo command runs. A command that fails
 * without them has failed once.
 */
async function cargoTests(program, args, env = process.env) {
  const { code, output } = await attempt(program, args, { env });
  let [passed, failed] = [0, 0];
  for (const [, good, bad] of output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)) {
    passed += Number(good);
    failed += Number(bad);
  }
  if (code !== 0 || passed === 0) failed = Math.max(failed, 1);
  return { passed, failed, report: output };
}

async function wasmPackTests(args, env = {}, features = 'wasm') {
  return await cargoTests(await wasmPack(), ['test', ...args, '--features', features], {
    ...(await withWasmBindgen()),
    ...env,
  });
}

async function wasmPackInChromium() {
  const driver = '/usr/bin/chromedriver';
  await debian({ '/usr/bin/chromium': 'chromium', [driver]: 'chromium-driver' });
  // The tests name no runtime of their own, so that the same ones run in both.
  const env = {
    WASM_BINDGEN_USE_BROWSER: '1',
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: 'tests/webdriver.json',
  };
  return await wasmPackTests(['--headless', '--chrome', '--chromedriver', driver], env);
}

async function budgets() {
  const results = await sizes();
  const over = results.filter(({ gzipped, budget }) => gzipped > budget);
  const wrong = outdatedSizes(results);
  const report = [table(results), wrong].join('\n\n').trim();
  return {
    passed: results.length - over.length + (wrong === '' ? 1 : 0),
    failed: over.length + (wrong === '' ? 0 : 1),
    report,
  };
}

/** In a process of their own: they count its memory. */
async function limits() {
  // What is left of secrets is looked for in memories that are caught as instances are made: before
  // anybody else makes one.
  const processes = [['memory.js', 'growth.js'], ['traces.js']];
  const outputs = [];
  for (const files of processes)
    outputs.push(await run(process.execPath, ['--expose-gc', 'tests/limits/run.js', ...files]));
  return summed(outputs.map((output) => resultOf(JSON.parse(output))));
}

async function tarball(consumer, packed) {
  const checks = [
    await checkPackage(consumer, packed),
    await typesOfAdapters(consumer),
    await checkExamples(consumer),
  ];
  return summed([...checks, ...(await inFamilies(runtimes, consumer))]);
}

/** Runs rows, which the tables of the documentation must have just so. */
async function inFamilies(families, consumer) {
  const results = await runRows(Object.values(families), consumer, printRow);
  const tables = await runTests(
    named({ 'the tables of runtimes': () => equal(outdated(results), '') }),
  );
  return [...results, resultOf(tables)];
}

async function shortSoak() {
  const { sent, problems } = await soak({ count: 5000 });
  return { passed: Object.keys(sent).length, failed: problems.length, report: problems.join('\n') };
}

async function shortSoakAsSvix() {
  const problems = [];
  for (const name of Object.keys(sharedStores)) {
    problems.push(
      ...(await soakAsSvix(name, 2000)).problems.map((problem) => `${name}: ${problem}`),
    );
  }
  return {
    passed: Math.max(Object.keys(sharedStores).length - problems.length, 0),
    failed: problems.length,
    report: problems.join('\n'),
  };
}
