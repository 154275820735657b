/** The real redis-server, from Debian, on a socket of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { debian } from '../../tools/lib/debian.js';
import { freePort } from '../../tools/lib/loopback.js';

const program = '/usr/bin/redis-server';

/** Starts a server; what `start` gives stops it. `args` are more of its settings. */
async function start(args) {
  const child = spawn(program, [...args, '--save', '', '--appendonly', 'no'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines = [];
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (line.includes('eady to accept connections')) return;
    }
    throw new Error(`redis-server ended\n${lines.join('\n')}`);
  })();
  await ready;
  child.stdout.resume();
  return {
    pid: child.pid,
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/**
 * Calls `use` with the path of the socket of a Redis and its URL, and with what can happen to it: `stop` and `start` again, with
 * nothing kept, and `freeze` and `thaw`.
 */
export async function withRedis(use) {
  await debian({ [program]: 'redis-server' });
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-redis-'));
  const path = join(folder, 'redis.sock');
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--unixsocket', path, '--dir', folder];
  let server = await start(args);
  try {
    return await use({
      path,
      url: `redis://127.0.0.1:${port}`,
      stop: () => server.stop(),
      start: async () => {
        server = await start(args);
      },
      freeze: () => process.kill(server.pid, 'SIGSTOP'),
      thaw: () => process.kill(server.pid, 'SIGCONT'),
    });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Calls `use` with the port of a cluster of one, which has all of the slots. */
export async function withRedisCluster(use) {
  await debian({ [program]: 'redis-server' });
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-redis-cluster-'));
  const port = await freePort();
  const server = await start([
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--cluster-enabled',
    'yes',
    '--cluster-announce-ip',
    '127.0.0.1',
    '--cluster-port',
    String(await freePort()),
    '--dir',
    folder,
  ]);
  try {
    return await use(port);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
