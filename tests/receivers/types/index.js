/** Strict consumers of the adapters' types, each in a project of its own, against the tarball. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scriptOf } from '../../../tools/lib/binaries.js';
import { attempt } from '../../../tools/lib/shell.js';

const nodenext = { module: 'nodenext', moduleResolution: 'nodenext' };
const bundler = { module: 'esnext', moduleResolution: 'bundler' };

/** `types` are those that the project has without importing them. What Fastify depends on does not pass a check of libraries. */
const projects = [
  { file: 'express.mts', types: ['node'] },
  { file: 'express-without-types.mts', types: [] },
  { file: 'node-http.mts', types: ['node'] },
  { file: 'fastify.mts', types: ['node'], skipLibCheck: true },
  { file: 'hono.mts', types: [] },
  { file: 'fetch.mts', types: [] },
  { file: 'commonjs.cts', types: ['node'], skipLibCheck: true },
];

export async function checkTypes(consumer) {
  const checks = projects.flatMap((project) =>
    [nodenext, ...(project.file.endsWith('.cts') ? [] : [bundler])].map((resolution) => ({ ...project, ...resolution })),
  );
  return await Promise.all(checks.map((check) => compile(consumer, check)));
}

async function compile(consumer, { file, types, skipLibCheck = false, ...resolution }) {
  const name = `types of hookproof/${file}, ${resolution.moduleResolution}`;
  const folder = join(consumer, name.replaceAll(/\W+/g, '-'));
  mkdirSync(folder);
  cpSync(fileURLToPath(new URL(file, import.meta.url)), join(folder, file));
  const lib = ['es2022', 'dom', 'dom.iterable'];
  const strictness = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck };
  const compilerOptions = { ...resolution, target: 'es2022', lib, types, ...strictness, noEmit: true };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  const { code, output } = await attempt(process.execPath, [scriptOf('typescript', 'tsc'), '-p', folder]);
  return { name, problem: code === 0 ? '' : output };
}
