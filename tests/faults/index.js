/**
 * Tests what happens when something fails: the WebAssembly traps, its memory cannot grow, it cannot
 * start, threads end in the middle of a call. See also tests/limits/ for memory, tests/explain/ for
 * an explanation without WebAssembly, tests/runtimes/browsers/ for a Content-Security-Policy,
 * tests/hosts/ for hosts that need an option, and tests/conformance/api/errors.js for an exhausted
 * stack.
 */
import { fileURLToPath } from 'node:url';
import { attempt } from '../../tools/lib/shell.js';
import { resultOf, summed } from '../results.js';
import { adviceFollowed } from './wasm-unavailable.js';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const node = (flags, name, ...args) => attempt(process.execPath, [...flags, file(name), ...args]);
/** Each in a process of its own, because it changes what every instance in it sees. */
const processes = {
  'a trap in every function': () => node([], 'run.js', 'traps.js'),
  'many instances': () => node([], 'run.js', 'instances.js'),
  'worker threads': () => node([], 'run.js', 'threads.js'),
  'memory that cannot grow': () => node(['--wasm-max-mem-pages=64'], 'exhausted.js', '8000000'),
  'no WebAssembly at all': () =>
    node(['--jitless', '--no-warnings'], 'starting.js', 'missing', '--jitless'),
  'compiling is refused, and then allowed': () =>
    node([], 'starting.js', 'refused', 'codeGeneration.wasm'),
  '10,000 secrets': () => node(['--expose-gc'], 'secrets.js', '10000'),
};

async function runProcess([name, start]) {
  const { code, output } = await start();
  return code === 0 ? '' : `${name}\n${output}`;
}

export const faultsSuite = {
  name: 'faults: traps, memory, start-up, instances, threads, secrets',
  async run() {
    const failures = [];
    for (const each of Object.entries(processes)) failures.push(await runProcess(each));
    const reports = failures.filter(Boolean);
    const faults = {
      passed: failures.length - reports.length,
      failed: reports.length,
      report: reports.join('\n\n'),
    };
    return summed([faults, resultOf(await adviceFollowed())]);
  },
};

export const hunts = [
  {
    name: 'faults: random secrets',
    async run({ part }) {
      const count = Math.round(1_000_000 * part);
      const { code, stdout, output } = await node(['--expose-gc'], 'secrets.js', String(count));
      if (code !== 0)
        return { count, unit: 'webhooks', failed: 1, note: 'see the report', report: output };
      const { authentic, grown } = JSON.parse(stdout);
      return {
        count,
        unit: 'webhooks',
        failed: 0,
        note: `${authentic} of them authentic, ${grown} bytes more memory`,
        report: '',
      };
    },
  },
  {
    name: 'faults: bodies of more than 2 GiB',
    async run() {
      const { code, output } = await node([], 'enormous.js');
      return {
        count: 8,
        unit: 'calls',
        failed: code === 0 ? 0 : 1,
        note: 'HMAC verifies them, ed25519 gives an error',
        report: code === 0 ? '' : output,
      };
    },
  },
];
