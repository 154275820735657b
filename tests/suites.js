/** What `npm test` runs, in order. A suite gives how many of its tests went which way, and a report if any failed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptOf } from '../tools/lib/binaries.js';
import { withConsumer } from '../tools/lib/consumer.js';
import { attempt, root, run } from '../tools/lib/shell.js';
import { wasmPack, withWasmBindgen } from '../tools/lib/toolchain.js';
import { conformance } from './conformance/index.js';
import { runtimes } from './runtimes/index.js';

const wasm = ['--features', 'wasm', '--target', 'wasm32-unknown-unknown'];

export const suites = [
  check('Rust: formatted', 'cargo', ['fmt', '--check']),
  check('Rust: clippy, native', 'cargo', ['clippy', '--all-targets', '--quiet', '--', '-D', 'warnings']),
  check('Rust: clippy, WebAssembly', 'cargo', ['clippy', '--all-targets', '--quiet', ...wasm, '--', '-D', 'warnings']),
  check('TypeScript: types', process.execPath, [scriptOf('typescript', 'tsc'), '-p', 'pkg/tsconfig.json']),
  check('vectors: as their generator writes them', process.execPath, ['tests/vectors/generate.js', '--check']),
  { name: 'Rust: cargo test', quick: true, run: () => cargoTests('cargo', ['test']) },
  {
    name: 'Rust: wasm-pack test --node',
    run: async () => cargoTests(await wasmPack(), ['test', '--node', '--features', 'wasm'], await withWasmBindgen()),
  },
  { name: 'conformance: Node, as built', quick: true, run: async () => outcome(await conformance(await import('hookproof'))) },
  { name: 'the packed tarball', run: () => withConsumer(tarball) },
  check('npm start -- --once', 'npm', ['start', '--', '--once']),
];

/** A command that must succeed. */
function check(name, command, args) {
  return {
    name,
    quick: name.startsWith('TypeScript'),
    run: async () => {
      const { code, output } = await attempt(command, args);
      return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, report: output };
    },
  };
}

/** Sums the results of all the test programs that one cargo command runs. A command that fails without them has failed once. */
async function cargoTests(command, args, env = process.env) {
  const { code, output } = await attempt(command, args, { env });
  let [passed, failed] = [0, 0];
  for (const [, good, bad] of output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)) {
    passed += Number(good);
    failed += Number(bad);
  }
  if (code !== 0 || passed === 0) failed = Math.max(failed, 1);
  return { passed, failed, report: output };
}

function outcome({ passed, failures }) {
  return { passed, failed: failures.length, report: failures.map(({ name, message }) => `${name}\n${message}`).join('\n\n') };
}

/** The same suite in every runtime, each against the tarball; and what is in it. */
async function tarball(consumer, files) {
  const results = [[filesInTarball(files), 'files']];
  for (const runtime of runtimes) results.push([await inRuntime(runtime, consumer), runtime.name]);
  const sum = (key) => results.reduce((total, [result]) => total + result[key], 0);
  for (const [result, name] of results) console.log(`     ${name.padEnd(44)} ${String(result.passed).padStart(5)} of ${result.passed + result.failed}`);
  return { passed: sum('passed'), failed: sum('failed'), report: results.map(([{ report }, name]) => report && `${name}: ${report}`).filter(Boolean).join('\n') };
}

async function inRuntime(runtime, consumer) {
  try {
    return outcome(await runtime.run(consumer));
  } catch (error) {
    return { passed: 0, failed: 1, report: error.stack };
  }
}

function filesInTarball(files) {
  const expected = readFileSync(join(root, 'tests', 'tarball-files.txt'), 'utf8').trim().split('\n');
  const differing = [...files.filter((file) => !expected.includes(file)), ...expected.filter((file) => !files.includes(file))];
  return { passed: differing.length === 0 ? 1 : 0, failed: differing.length === 0 ? 0 : 1, report: differing.join('\n') };
}
