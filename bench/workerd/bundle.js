/** A Worker that has some peers, bundled as wrangler would. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * @param bench the bench's folder inside a project that has hookproof installed
 * @param handler the file that makes a Worker of the peers
 */
export async function bundleWorker(bench, handler, peers, folder) {
  mkdirSync(folder, { recursive: true });
  const imports = peers.map((peer, index) => `import * as peer${index} from './peers/${peer}.js';`);
  const table = peers.map((peer, index) => `'${peer}': peer${index}`);
  const contents = [
    ...imports,
    `import { workerOf } from './${handler}';`,
    `export default workerOf({ ${table.join(', ')} });`,
  ];
  await build({
    stdin: { contents: contents.join('\n'), resolveDir: bench },
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['*.wasm', 'node:*'],
    logLevel: 'warning',
  });
  if (peers.includes('hookproof')) {
    cpSync(
      join(bench, '..', 'node_modules', 'hookproof', 'dist', 'esm', 'hookproof.wasm'),
      join(folder, 'hookproof.wasm'),
    );
  }
}
