/** Jest, which gives each test file globals of its own, in both of its environments. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { scriptOf, versionOf } from '../../../tools/lib/binaries.js';
import { run } from '../../../tools/lib/shell.js';

/** Which environment each test file runs in. */
const environments = {
  node: { suite: 'node', bare: 'node' },
  jsdom: { suite: fileURLToPath(new URL('jsdom-with-fetch.cjs', import.meta.url)), bare: 'jsdom' },
};

export const rows = Object.entries(environments).map(([name, environment]) => ({
  name: `Jest, ${name}`,
  run: async (consumer) => {
    const folder = join(consumer, `jest-${name}`);
    await bundleTests(join(consumer, 'tests', 'runtimes', 'jest'), folder);
    const projects = Object.entries(environment).map(([test, testEnvironment]) => ({
      rootDir: folder,
      testMatch: [`<rootDir>/${test}.test.cjs`],
      testEnvironment,
      transform: {},
      cacheDirectory: join(folder, 'cache'),
    }));
    const config = join(folder, 'jest.config.json');
    writeFileSync(config, JSON.stringify({ projects, watchman: false }));
    await run(process.execPath, [scriptOf('jest'), '--ci', '--config', config], { cwd: folder });
    return {
      version: versionOf('jest'),
      ...JSON.parse(readFileSync(join(folder, 'outcome.json'), 'utf8')),
    };
  },
}));

async function bundleTests(from, to) {
  await build({
    entryPoints: ['suite', 'bare'].map((test) => join(from, `${test}.test.js`)),
    outdir: to,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['hookproof', 'hookproof/full'],
    logLevel: 'warning',
  });
}
