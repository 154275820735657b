/** Strict TypeScript consumers: what they compile to runs the suite. */
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptOf, versionOf } from '../../../tools/lib/binaries.js';
import { lastJson, run } from '../../../tools/lib/shell.js';

/**
 * Module resolution, and the files that make sense under it: a bundler has no `import x =
 * require()`.
 */
const resolutions = {
  node16: { module: 'node16', files: ['consumer.mts', 'consumer.cts'] },
  nodenext: { module: 'nodenext', files: ['consumer.mts', 'consumer.cts'] },
  bundler: { module: 'esnext', files: ['consumer.mts'] },
};

export const rows = Object.entries(resolutions).map(([moduleResolution, { module, files }]) => ({
  name: `TypeScript, ${moduleResolution}`,
  run: async (consumer) => {
    const folder = join(consumer, `typescript-${moduleResolution}`);
    cpSync(join(consumer, 'tests', 'runtimes', 'typescript'), folder, { recursive: true });
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options(module, moduleResolution), files }),
    );
    await run(process.execPath, [scriptOf('typescript', 'tsc'), '-p', folder]);
    const compiled = readdirSync(join(folder, 'out')).length;
    if (compiled !== files.length)
      throw new Error(`${compiled} files were compiled, not ${files.length}`);
    return { version: versionOf('typescript'), ...(await runCompiled(folder)) };
  },
}));

const options = (module, moduleResolution) => ({
  module,
  moduleResolution,
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  outDir: 'out',
});

async function runCompiled(folder) {
  const program = `
    import { full, hookproof } from './out/consumer.mjs';
    import { conformance } from '../tests/conformance/index.js';
    console.log(JSON.stringify(await conformance(hookproof, full)));`;
  writeFileSync(join(folder, 'run.mjs'), program);
  return lastJson(await run(process.execPath, [join(folder, 'run.mjs')], { cwd: folder }));
}
