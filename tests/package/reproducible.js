/** The same sources in another folder give the same bytes, and no byte tells where they were built. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from '../../tools/lib/shell.js';

const modules = ['lean', 'full'];
const built = (folder, module) => readFileSync(join(folder, 'pkg', 'wasm', module, 'hookproof.wasm'));

export async function reproducible() {
  const elsewhere = mkdtempSync(join(tmpdir(), 'hookproof-elsewhere-'));
  try {
    const files = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
    for (const file of files.split('\0').filter(Boolean)) cpSync(join(root, file), join(elsewhere, file));
    symlinkSync(join(root, 'node_modules'), join(elsewhere, 'node_modules'));
    await run(process.execPath, ['tools/build.js'], { cwd: elsewhere });
    return modules.flatMap((module) => [
      {
        name: `a build in another folder, ${module}`,
        problem: built(root, module).equals(built(elsewhere, module)) ? '' : 'gave other bytes',
      },
      {
        name: `paths in the WebAssembly, ${module}`,
        problem: [root, homedir()].filter((path) => built(root, module).includes(path)).join(', '),
      },
    ]);
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
}
