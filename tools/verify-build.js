/**
 * `npm run verify-build -- hookproof-1.2.3.tgz`: builds this commit again and says whether the published package holds the same
 * WebAssembly, in its .wasm file and inlined in its scripts.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.js';
import { pack } from './lib/consumer.js';
import { run } from './lib/shell.js';

const usage = 'usage: npm run verify-build -- <tarball>';

try {
  const { positionals } = parseArgs({ allowPositionals: true });
  if (positionals.length !== 1) throw new Error(usage);
  // npm runs scripts in the repository's folder, whatever folder it was called in.
  const tarball = resolve(process.env.INIT_CWD ?? '.', positionals[0]);
  if (!existsSync(tarball)) throw new Error(`there is no file ${positionals[0]}; ${usage}`);
  process.exitCode = (await verify(tarball)) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

async function verify(tarball) {
  await build();
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-verify-'));
  try {
    const published = wasmIn(await unpack(tarball, folder, 'published'));
    const rebuilt = wasmIn(await unpack((await pack(folder)).tarball, folder, 'rebuilt'));
    const places = [...new Set([...published.keys(), ...rebuilt.keys()])];
    const same = places.filter((place) => published.get(place) === rebuilt.get(place));
    for (const place of places) {
      console.log(`${same.includes(place) ? 'same   ' : 'DIFFERS'} ${place}`);
      console.log(`        published ${published.get(place) ?? 'absent'}\n        rebuilt   ${rebuilt.get(place) ?? 'absent'}`);
    }
    return same.length === places.length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The files of a tarball, by their paths in it. */
async function unpack(tarball, folder, name) {
  const into = join(folder, name);
  await run('mkdir', [into]);
  await run('tar', ['-xzf', tarball, '-C', into, '--strip-components=1']);
  const list = await run('tar', ['-tzf', tarball]);
  const paths = list
    .trim()
    .split('\n')
    .filter((path) => !path.endsWith('/'))
    .map((path) => path.slice('package/'.length));
  return new Map(paths.map((path) => [path, readFileSync(join(into, path))]));
}

/** The SHA-256 of each copy of the WebAssembly, by where it is. */
function wasmIn(files) {
  const found = new Map();
  const add = (place, bytes) => found.set(place, createHash('sha256').update(bytes).digest('hex'));
  for (const [path, bytes] of files) {
    if (path.endsWith('.wasm')) add(path, bytes);
    // Base64 of the magic number, the version and what follows.
    const [inlined] = /AGFzbQEAAAA[\w+/]{1000,}=*/.exec(bytes.toString('latin1')) ?? [];
    if (inlined !== undefined) add(`${path}, inlined`, Buffer.from(inlined, 'base64'));
  }
  return found;
}
