/** examples/envoy: its Envoy with its files as they are, before one of its receivers. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildGateway } from '../build/gateway.js';
import { debian } from './debian.js';
import { envoyBinary } from './envoy.js';
import { freePort } from './loopback.js';
import { root, run } from './shell.js';

export const example = join(root, 'examples', 'envoy');

/**
 * What each receiver is run by, on Debian: the program, its arguments, and what adds to its
 * environment.
 */
export const receivers = {
  php: {
    programs: { '/usr/bin/php': 'php-cli' },
    command: (folder, port) => [
      '/usr/bin/php',
      '-S',
      `127.0.0.1:${port}`,
      join(folder, 'receiver.php'),
    ],
  },
  ruby: {
    programs: { '/usr/bin/ruby': 'ruby', '/usr/share/doc/ruby-webrick': 'ruby-webrick' },
    command: (folder) => ['/usr/bin/ruby', join(folder, 'receiver.rb')],
  },
  go: {
    programs: { '/usr/bin/go': 'golang-go' },
    async prepare(folder) {
      const program = join(folder, 'receiver');
      const env = {
        ...process.env,
        GOCACHE: join(root, 'target', 'go'),
        GO111MODULE: 'off',
        CGO_ENABLED: '0',
      };
      await run('/usr/bin/go', ['build', '-o', program, join(folder, 'receiver.go')], { env });
    },
    command: (folder) => [join(folder, 'receiver')],
  },
};

/**
 * Starts a receiver, and Envoy before it. Gives the address of Envoy, that of the receiver itself,
 * that of the counters, and what both print. Takes the ports of the files if they are free, unless
 * `anyPort`.
 */
export async function startExample(language, { secret, anyPort = false }) {
  const { programs, prepare = () => {}, command } = receivers[language];
  await debian(programs);
  await buildGateway();
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-gateway-'));
  cpSync(example, folder, { recursive: true });
  cpSync(await buildGateway(), join(folder, 'hookproof-gateway.wasm'));
  const programsOf = join(folder, 'receivers');
  await prepare(programsOf);
  const ports = {};
  for (const port of [10000, 9901, 8080])
    ports[port] = anyPort || !(await isFree(port)) ? await freePort() : port;
  const file = join(folder, 'envoy.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace(/port_value: (\d+)/g, (_, port) => `port_value: ${ports[port]}`),
  );

  const lines = [];
  const started = [];
  const start = ([program, ...args], env = {}) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => lines.push(line));
    }
    started.push({ child, exited: once(child, 'exit') });
  };
  const stop = async () => {
    for (const { child, exited } of started) {
      child.kill('SIGKILL');
      await exited;
    }
    rmSync(folder, { recursive: true });
  };
  try {
    start(command(programsOf, ports[8080]), { PORT: String(ports[8080]) });
    const quiet = [
      '-l',
      'warning',
      '--component-log-level',
      'wasm:info',
      '--file-flush-interval-msec',
      '50',
    ];
    const args = ['-c', 'envoy.yaml', '--use-dynamic-base-id', '--concurrency', '1', ...quiet];
    start([await envoyBinary(), ...args], { WEBHOOK_SECRET: secret });
    for (const port of Object.values(ports)) await listening(port, started, lines);
  } catch (error) {
    await stop();
    throw error;
  }
  const [url, counters, receiver] = [10000, 9901, 8080].map(
    (port) => `http://127.0.0.1:${ports[port]}`,
  );
  return { url: `${url}/webhooks`, receiver, counters, lines, stop };
}

const isFree = async (port) => !(await accepts(port));

const accepts = (port) =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

async function listening(port, started, lines) {
  for (let waited = 0; waited < 1500; waited++) {
    if (await accepts(port)) return;
    if (started.some(({ child }) => child.exitCode !== null)) break;
    await sleep(10);
  }
  throw new Error(`nothing listens on port ${port}\n${lines.join('\n')}`);
}
