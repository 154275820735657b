/** A Next project inside the consumer: built, looked at, and served. */
import { cpSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { scriptOf } from '../../../tools/lib/binaries.js';
import { startProgram } from '../../../tools/lib/program.js';
import { root, run } from '../../../tools/lib/shell.js';

/** How every wasm file begins, in base64. */
const magic = 'AGFzbQ';

const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };

/**
 * Gives the folder of the project. It is as deep as the app's own folder, whose imports are
 * relative.
 */
export async function build(consumer, bundler) {
  const runtimes = join(consumer, 'tests', 'runtimes');
  const folder = join(runtimes, `next-${bundler}`);
  cpSync(join(runtimes, 'next', 'app'), join(folder, 'app'), { recursive: true });
  // Not "type": "module", as the consumer's is: with that, Next's webpack build omits a file that
  // an edge route handler needs.
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  // Next itself lies above the consumer, in the repository.
  const config = { turbopack: { root }, outputFileTracingRoot: root };
  writeFileSync(join(folder, 'next.config.mjs'), `export default ${JSON.stringify(config)};\n`);
  assertTarball(folder, consumer);
  await run(process.execPath, [scriptOf('next'), 'build', `--${bundler}`], { cwd: folder, env });
  return folder;
}

function assertTarball(folder, consumer) {
  const expected = join(realpathSync(consumer), 'node_modules', 'hookproof', 'package.json');
  const found = manifestFrom(folder);
  if (found !== expected) throw new Error(`${folder} finds ${found}, not ${expected}`);
}

const manifestFrom = (folder) =>
  createRequire(join(folder, 'app', 'page.jsx')).resolve('hookproof/package.json');

/**
 * Next's own sandbox compiles bytes, which the real edge refuses: only the build shows which entry
 * of the package it took.
 */
export function assertEdgeLight(folder) {
  const read = (file) => readFileSync(join(folder, '.next', file));
  const { files, wasm } = JSON.parse(read('server/middleware-manifest.json')).functions[
    '/edge/route'
  ];
  const shipped = ['hookproof.wasm', 'hookproof-full.wasm'].map((name) =>
    readFileSync(join(manifestFrom(folder), '..', 'dist', 'esm', name)),
  );
  const taken = wasm.map(({ filePath }) => read(filePath));
  if (
    taken.length !== shipped.length ||
    !shipped.every((bytes) => taken.some((other) => other.equals(bytes)))
  ) {
    throw new Error(
      `the edge build did not take the edge-light export: its wasm files are ${JSON.stringify(wasm)}`,
    );
  }
  const inlined = files.filter((file) => read(file).includes(magic));
  if (inlined.length > 0)
    throw new Error(`the edge build has the package's bytes inline, in ${inlined.join(', ')}`);
}

/**
 * Calls `use` with the address of `next start` and with the lines that it prints, and stops it
 * afterwards.
 */
export async function serve(folder, use) {
  const args = [scriptOf('next'), 'start', '--hostname', '127.0.0.1', '--port', '0'];
  const { url, lines, stop } = await startProgram(process.execPath, args, {
    cwd: folder,
    env,
    announces: /Local:\s+(http:\S+)/,
  });
  try {
    return await use(url, lines);
  } finally {
    await stop();
  }
}
