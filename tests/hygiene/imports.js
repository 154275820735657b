/** What biome.jsonc says of imports is found where it is wrong, and nowhere else. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { scriptOf } from '../../tools/lib/binaries.js';
import { attempt, root } from '../../tools/lib/shell.js';
import { equal } from '../conformance/assert.js';

/** Files of pkg/src and www/src, and what each imports. */
const lawful = {
  'pkg/src/core/lawful.ts': './given.js',
  'pkg/src/lawful.ts': './core/given.js',
  'pkg/src/replay/lawful.ts': 'hookproof',
  'pkg/src/cli/lawful.ts': 'hookproof/full',
  'pkg/src/adapters/lawful.ts': '../replay/store.js',
};
const runUp = {
  'pkg/src/core/up.ts': '../verify.js',
  'pkg/src/up.ts': './replay/store.js',
  'pkg/src/pulse/up.ts': '../adapters/guard.js',
  'pkg/src/adapters/up.ts': '../cli/index.js',
};
const bringACore = {
  'pkg/src/replay/twice.ts': '../core/errors.js',
  'pkg/src/adapters/twice.ts': '../core/instance.js',
};
const inACircle = {
  'pkg/src/core/one.ts': './other.js',
  'pkg/src/core/other.ts': './one.js',
  'www/src/one.ts': './other.js',
  'www/src/other.ts': './one.js',
};

export const importTests = {
  'an import that runs up, one that brings a second core, and a circle are found': async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hookproof-imports-'));
    try {
      cpSync(join(root, 'biome.jsonc'), join(folder, 'biome.jsonc'));
      for (const [path, from] of Object.entries({
        ...lawful,
        ...runUp,
        ...bringACore,
        ...inACircle,
      })) {
        mkdirSync(join(folder, dirname(path)), { recursive: true });
        writeFileSync(
          join(folder, path),
          `import type { a } from '${from}';\n\nexport type b = a;\n`,
        );
      }
      const rules = { noRestrictedImports: { ...runUp, ...bringACore }, noImportCycles: inACircle };
      for (const [rule, wrong] of Object.entries(rules))
        equal(await foundBy(rule, folder), Object.keys(wrong).sort(), rule);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** The files in which one of Biome's rules finds something. */
async function foundBy(rule, folder) {
  const options = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '--colors=off'];
  const { output } = await attempt(
    process.execPath,
    [scriptOf('@biomejs/biome', 'biome'), ...options],
    { cwd: folder },
  );
  const found = output.matchAll(new RegExp(`^(\\S+?):\\d+:\\d+ lint/\\w+/${rule} `, 'gm'));
  return [...new Set([...found].map(([, path]) => path.replaceAll('\\', '/')))].sort();
}
