/** The real redis-server, from Debian, on a socket of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { debian } from '../../tools/lib/debian.js';
import { Redis } from 'ioredis';
import { freePort } from '../../tools/lib/loopback.js';
import { eventually } from './store.js';

const program = '/usr/bin/redis-server';

/** Starts a server; what `start` gives stops it. `args` are more of its settings. */
async function start(args) {
  const child = spawn(program, ['--save', '', '--appendonly', 'no', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
 * Calls `use` with the path of the socket of a Redis and its URL, and with what can happen to it:
 * `stop` and `start` again, with nothing kept unless `settings` say so, and `freeze` and `thaw`.
 */
export async function withRedis(use, settings = []) {
  await debian({ [program]: 'redis-server' });
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-redis-'));
  const path = join(folder, 'redis.sock');
  const port = await freePort();
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--unixsocket',
    path,
    '--dir',
    folder,
    ...settings,
  ];
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

/**
 * Calls `use` with the ports of a cluster of three, and of a replica of the first one, which takes
 * its place if it dies; `kill` ends a node by its port.
 */
export async function withRedisCluster(use) {
  await debian({ [program]: 'redis-server' });
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-redis-cluster-'));
  const servers = new Map();
  const nodes = new Map();
  try {
    for (let count = 0; count < 4; count++) {
      const [port, bus] = [await freePort(), await freePort()];
      const own = mkdtempSync(join(folder, 'node-'));
      const settings = {
        port,
        bind: '127.0.0.1',
        'cluster-enabled': 'yes',
        'cluster-port': bus,
        'cluster-node-timeout': 1500,
        dir: own,
      };
      servers.set(
        port,
        await start(
          Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
        ),
      );
      nodes.set(
        port,
        Object.assign(
          new Redis({ port, host: '127.0.0.1' }).on('error', () => {}),
          { bus },
        ),
      );
    }
    await makeCluster([...nodes]);
    return await use([...nodes.keys()], { kill: (port) => servers.get(port).stop(), nodes });
  } finally {
    for (const node of nodes.values()) node.disconnect();
    for (const server of servers.values()) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Three that share the slots, and the fourth a replica of the first. */
async function makeCluster([[port, first], ...others]) {
  for (const [, other] of others)
    await other.call('CLUSTER', 'MEET', '127.0.0.1', String(port), String(first.bus));
  const [second, third, replica] = others.map(([, node]) => node);
  const bounds = [0, 5461, 10_923, 16_384];
  for (const [at, node] of [first, second, third].entries()) {
    await node.call('CLUSTER', 'ADDSLOTSRANGE', String(bounds[at]), String(bounds[at + 1] - 1));
  }
  const id = await first.call('CLUSTER', 'MYID');
  const all = [first, second, third, replica];
  const tells = async (node, pattern) => pattern.test(await node.call('CLUSTER', 'INFO'));
  await eventually(async () => await tells(replica, /cluster_known_nodes:4/));
  await eventually(async () => (await replica.call('CLUSTER', 'REPLICATE', id)) === 'OK');
  await eventually(async () =>
    (
      await Promise.all(all.map((node) => tells(node, /cluster_state:ok[^]*cluster_known_nodes:4/)))
    ).every(Boolean),
  );
  await eventually(async () => /master_link_status:up/.test(await replica.info('replication')));
  await eventually(async () =>
    (await Promise.all(all.map((node) => node.call('CLUSTER', 'NODES')))).every(
      (nodes) => nodes.split('slave').length === 2,
    ),
  );
}
