/**
 * What frameworks build for Cloudflare, bundled and served by their own Wrangler, which runs
 * workerd.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../tools/lib/loopback.js';
import { startProgram } from '../../../tools/lib/program.js';
import { askedAt, secret } from './asked.js';

/** @param config where the Worker's settings are */
export async function askWrangler(host, config = 'wrangler.json') {
  return await askServer(
    host,
    host.scriptOf('wrangler', 'wrangler'),
    (port) => {
      return [
        'dev',
        '--config',
        config,
        '--ip',
        '127.0.0.1',
        '--port',
        String(port),
        '--inspector-port',
        '0',
        '--var',
        `WEBHOOK_SECRET:${secret}`,
      ];
    },
    /(Ready on)/,
  );
}

/** Asks a development server, which takes the secret from .dev.vars; `ask` is given its address. */
export async function askServer(host, script, argsFor, announces, ask = askedAt) {
  writeFileSync(join(host.folder, '.dev.vars'), `WEBHOOK_SECRET=${secret}\n`);
  const port = await freePort();
  // In a group of its own: what it has started goes with it.
  const options = {
    cwd: host.folder,
    env: { ...host.env, NO_COLOR: '1' },
    announces,
    detached: true,
  };
  const { child, exited, lines } = await startProgram('node', [script, ...argsFor(port)], options);
  try {
    return await ask(`http://127.0.0.1:${port}`);
  } catch (error) {
    throw new Error([error.message, ...lines].join('\n'), { cause: error });
  } finally {
    process.kill(-child.pid, 'SIGKILL');
    await exited;
  }
}
