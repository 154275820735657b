/** Strict consumers of the adapters' types, each in a project of its own, against the tarball. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptOf } from '../../tools/lib/binaries.js';
import { run } from '../../tools/lib/shell.js';
import { runTests } from '../conformance/outcome.js';
import { resultOf } from '../results.js';

const nodenext = { module: 'nodenext', moduleResolution: 'nodenext' };
const bundler = { module: 'esnext', moduleResolution: 'bundler' };

/**
 * `types` are those that the project has without importing them. What Fastify depends on does not
 * pass a check of libraries.
 */
const projects = [
  { file: 'express.mts', types: ['node'] },
  { file: 'express-without-types.mts', types: [] },
  { file: 'node-http.mts', types: ['node'] },
  { file: 'fastify.mts', types: ['node'], skipLibCheck: true },
  { file: 'hono.mts', types: [] },
  { file: 'fetch.mts', types: [] },
  { file: 'commonjs.cts', types: ['node'], skipLibCheck: true },
];

export async function typesOfAdapters(consumer) {
  const tests = projects.flatMap((project) =>
    [nodenext, ...(project.file.endsWith('.cts') ? [] : [bundler])].map((resolution) => ({
      name: `types of hookproof/${project.file}, ${resolution.moduleResolution}`,
      run: () => compile(consumer, project, resolution),
    })),
  );
  return resultOf(await runTests(tests));
}

async function compile(consumer, { file, types, skipLibCheck = false }, resolution) {
  const folder = join(consumer, `types-${file}-${resolution.moduleResolution}`);
  mkdirSync(folder);
  cpSync(join(import.meta.dirname, 'adapters', file), join(folder, file));
  const lib = ['es2022', 'dom', 'dom.iterable'];
  const strictness = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck,
  };
  const compilerOptions = {
    ...resolution,
    target: 'es2022',
    lib,
    types,
    ...strictness,
    noEmit: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  await run(process.execPath, [scriptOf('typescript', 'tsc'), '-p', folder]);
}
