/** The real workerd, serving a folder. */
import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { binaryOf, versionOf } from './binaries.js';

/** The newest compatibility date that this workerd knows is in its version: 1.YYYYMMDD.n. */
export const newestDate = versionOf('workerd').replace(/^1\.(\d{4})(\d\d)(\d\d)\..*$/, '$1-$2-$3');

/**
 * Calls `use` with a URL while workerd serves a Worker.
 *
 * @param worker `folder` holds the Worker and all that it imports; `main` is its path in there;
 *   `env` are variables, which are secrets too
 */
export async function withWorkerd({ folder, main = 'worker.js', date, flags = [], env = {} }, use) {
  const config = join(folder, 'config.capnp');
  writeFileSync(config, configFor({ folder, main, date, flags, env }));
  const args = ['serve', config, '--control-fd=3'];
  const child = spawn(binaryOf('workerd'), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  const ended = exited.then((code) => Promise.reject(new Error(`workerd ended with ${code}`)));
  ended.catch(() => {});
  try {
    const port = await Promise.race([listening(child.stdio[3]), ended]);
    return await Promise.race([use(`http://127.0.0.1:${port}/`), ended]);
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}

function configFor({ folder, main, date, flags, env }) {
  const kinds = { '.js': 'esModule', '.mjs': 'esModule', '.wasm': 'wasm' };
  const names = readdirSync(folder, { recursive: true }).filter((name) => extname(name) in kinds);
  // The first module is the one that serves.
  names.sort((a) => (a === main ? -1 : 1));
  const modules = names.map(
    (name) => `(name = "${name}", ${kinds[extname(name)]} = embed "${name}")`,
  );
  const bindings = Object.entries(env).map(
    ([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  compatibilityDate = "${date}",
  compatibilityFlags = ${JSON.stringify(flags)},
  modules = [${modules.join(', ')}],
  bindings = [${bindings.join(', ')}],
);
`;
}

/** workerd says on its control pipe which port it was given. */
async function listening(control) {
  for await (const line of createInterface({ input: control })) {
    const message = JSON.parse(line);
    if (message.event === 'listen' && message.socket === 'http') return message.port;
  }
  throw new Error('workerd closed its control pipe');
}
