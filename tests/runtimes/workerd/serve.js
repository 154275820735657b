/** Serves a folder with the real workerd, and asks it for the result of the suite. */
import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { binaryOf } from '../../../tools/lib/binaries.js';

/** @param folder holds worker.js, and the .wasm files that it imports */
export async function serveAndAsk(folder, compatibilityDate, flags = []) {
  const config = join(folder, 'config.capnp');
  writeFileSync(config, configFor(folder, compatibilityDate, flags));
  const child = spawn(binaryOf('workerd'), ['serve', config, '--control-fd=3'], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  const ended = exited.then((code) => Promise.reject(new Error(`workerd ended with ${code}`)));
  ended.catch(() => {});
  try {
    const port = await Promise.race([listening(child.stdio[3]), ended]);
    const response = await Promise.race([fetch(`http://127.0.0.1:${port}/`), ended]);
    const text = await response.text();
    if (!response.ok) throw new Error(`workerd answered ${response.status}: ${text}`);
    return JSON.parse(text);
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}

function configFor(folder, compatibilityDate, flags) {
  const kinds = { '.js': 'esModule', '.wasm': 'wasm' };
  // The first module is the one that serves.
  const names = readdirSync(folder).filter((name) => extname(name) in kinds).sort((a) => (a === 'worker.js' ? -1 : 1));
  const modules = names.map((name) => `(name = "${name}", ${kinds[extname(name)]} = embed "${name}")`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  compatibilityDate = "${compatibilityDate}",
  compatibilityFlags = ${JSON.stringify(flags)},
  modules = [${modules.join(', ')}],
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
