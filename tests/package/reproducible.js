/** The same sources in another folder give the same bytes, and no byte tells where they were built. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from '../../tools/lib/shell.js';
import { equal, ok } from '../conformance/assert.js';

const modules = ['lean', 'full'];
const built = (folder, module) => readFileSync(join(folder, 'pkg', 'wasm', module, 'hookproof.wasm'));

/** What they look at is made here, once. */
export async function reproducibleTests() {
  const elsewhere = mkdtempSync(join(tmpdir(), 'hookproof-elsewhere-'));
  try {
    const files = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
    for (const file of files.split('\0').filter(Boolean)) cpSync(join(root, file), join(elsewhere, file));
    symlinkSync(join(root, 'node_modules'), join(elsewhere, 'node_modules'));
    await run(process.execPath, ['tools/build.js'], { cwd: elsewhere });
    const tests = modules.flatMap((module) => {
      const [here, there] = [root, elsewhere].map((folder) => built(folder, module));
      return [
        [`a build in another folder, ${module}`, () => ok(here.equals(there), 'gave other bytes')],
        [
          `paths in the WebAssembly, ${module}`,
          () =>
            equal(
              [root, homedir()].filter((path) => here.includes(path)),
              [],
            ),
        ],
      ];
    });
    return Object.fromEntries(tests);
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
}
