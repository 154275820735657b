/** The real PostgreSQL, from Debian, with a folder and a port of its own. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { debian } from '../../tools/lib/debian.js';
import { freePort } from '../../tools/lib/loopback.js';

const programs = '/usr/lib/postgresql/15/bin';

/** It refuses to run as root: then it is run as the user that its package made. */
const unprivileged = () => {
  if (process.getuid() !== 0) return {};
  const idOf = (option) => Number(execFileSync('id', [option, 'postgres']));
  return { uid: idOf('-u'), gid: idOf('-g') };
};

async function start(folder, port, user) {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: '256MB',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(programs, 'postgres'), ['-D', folder, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: '/',
    ...user,
  });
  const exited = once(child, 'exit');
  const lines = [];
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line);
    if (line.includes('ready to accept connections')) {
      child.stderr.resume();
      return {
        /** As when the machine goes down: nothing is written any more. */
        stop: async () => {
          child.kill('SIGQUIT');
          await exited;
        },
      };
    }
  }
  throw new Error(`postgres ended\n${lines.join('\n')}`);
}

/**
 * Calls `use` with the URL of a database, and with what can happen to it: `restart`, after a crash.
 */
export async function withPostgres(use) {
  await debian({ [join(programs, 'postgres')]: 'postgresql-15' });
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-postgres-'));
  const user = unprivileged();
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);
  execFileSync(
    join(programs, 'initdb'),
    ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
    {
      stdio: 'ignore',
      cwd: '/',
      ...user,
    },
  );
  const port = await freePort();
  let server = await start(folder, port, user);
  try {
    return await use({
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      restart: async () => {
        await server.stop();
        server = await start(folder, port, user);
      },
    });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
