/**
 * What is released of the filter. That it is the same wherever it is built is seen with all that is
 * released, in tests/release/elsewhere.js.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGateway } from '../../tools/build/gateway.js';
import { run } from '../../tools/lib/shell.js';
import { writeGateway } from '../../tools/release/gateway.js';
import { equal } from '../conformance/assert.js';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const inFolder = async (use) => {
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-released-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

export const tests = {
  'the image layout holds the module, under the digests of its bytes': async () =>
    await inFolder(async (folder) => {
      await writeGateway(folder, '1.2.3');
      await run('tar', ['-xf', join(folder, 'hookproof-gateway.oci.tar'), '-C', folder]);
      const read = (path) => JSON.parse(readFileSync(join(folder, path), 'utf8'));
      equal(read('oci-layout'), { imageLayoutVersion: '1.0.0' });
      const blobs = join(folder, 'blobs', 'sha256');
      for (const name of readdirSync(blobs)) equal(sha256(readFileSync(join(blobs, name))), name);
      const blobOf = ({ digest, size }) => {
        const bytes = readFileSync(join(blobs, digest.replace('sha256:', '')));
        equal(bytes.length, size);
        return bytes;
      };
      const [named, ...others] = read('index.json').manifests;
      equal(others, []);
      equal(named.annotations, { 'org.opencontainers.image.ref.name': '1.2.3' });
      const { config, layers } = JSON.parse(blobOf(named));
      const [module] = layers;
      equal(module.mediaType, 'application/vnd.module.wasm.content.layer.v1+wasm');
      equal(
        JSON.parse(blobOf(config)).rootfs.diff_ids,
        layers.map(({ digest }) => digest),
      );
      equal(blobOf(module).equals(readFileSync(await buildGateway())), true);
    }),
  'the image layout is the same whenever it is made': async () =>
    await inFolder(async (folder) => {
      const bytes = [];
      for (const name of ['one', 'two']) {
        await writeGateway(join(folder, name), '1.2.3');
        bytes.push(sha256(readFileSync(join(folder, name, 'hookproof-gateway.oci.tar'))));
      }
      equal(bytes[0], bytes[1]);
    }),
  'the module imports nothing but what hosts of proxy-wasm offer': async () => {
    const module = new WebAssembly.Module(readFileSync(await buildGateway()));
    const imported = WebAssembly.Module.imports(module);
    const strange = imported.filter(
      ({ module: from, name }) =>
        !(from === 'env' && name.startsWith('proxy_')) &&
        !(from === 'wasi_snapshot_preview1' && name.startsWith('environ_')),
    );
    equal(strange, []);
  },
};
