/**
 * The declarations for projects that compile to older JavaScript and check their libraries, by the
 * compiler of today and by the one before it, which still has `node10`. What comes of the CommonJS
 * among them is run, before the suite. See also tests/runtimes/typescript/.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastJson, run } from '../../tools/lib/shell.js';
import { withHost } from './lib/host.js';

/** Which `module` goes with each `moduleResolution`, and which compilers have it. */
const resolutions = {
  node10: { module: 'commonjs', compilers: ['typescript'] },
  node16: { module: 'node16', compilers: ['typescript', 'typescript-7'] },
  nodenext: { module: 'nodenext', compilers: ['typescript', 'typescript-7'] },
  bundler: { module: 'esnext', compilers: ['typescript', 'typescript-7'] },
};

/** What is there of the platform: a page's types, or Node's. */
const platforms = [
  { lib: ['DOM', 'DOM.Iterable'], types: [] },
  { lib: [], types: ['node'] },
];

export const rows = Object.entries(resolutions).map(
  ([moduleResolution, { module, compilers }]) => ({
    name: `TypeScript 5, ${moduleResolution}`,
    run: (consumer) =>
      withHost('typescript-5', consumer, async (host) => {
        for (const target of ['ES2021', 'ES2020']) {
          for (const { lib, types } of platforms) {
            const options = {
              target,
              lib: [target, ...lib],
              types,
              module,
              moduleResolution,
              esModuleInterop: true,
              strict: true,
            };
            const compilerOptions = { ...options, skipLibCheck: false, outDir: 'out' };
            writeFileSync(
              join(host.folder, 'tsconfig.json'),
              JSON.stringify({ compilerOptions, files: ['program.ts'] }),
            );
            for (const compiler of compilers) await host.runProgram(compiler, 'tsc', ['-p', '.']);
          }
        }
        const program = `${module === 'esnext' ? '' : "require('./out/program.js');"} require('./suite.cjs').outcome().then((outcome) => console.log(JSON.stringify(outcome)))`;
        const printed = await run('node', ['--eval', program], { cwd: host.folder, env: host.env });
        return { version: host.versionOf('typescript'), ...lastJson(printed) };
      }),
  }),
);
