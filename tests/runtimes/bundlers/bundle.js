/**
 * Each bundler's way to make one production file for Node of an entry; gives the paths of the files
 * that it was made of.
 */
import { basename, dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { build as runEsbuild } from 'esbuild';
import { rolldown as startRolldown } from 'rolldown';
import { rollup as startRollup } from 'rollup';
import runWebpack from 'webpack';

export async function webpack(entry, outfile) {
  const stats = await promisify(runWebpack)({
    mode: 'production',
    target: 'node',
    context: dirname(entry),
    entry,
    experiments: { outputModule: true },
    output: { path: dirname(outfile), filename: basename(outfile), module: true },
  });
  if (stats.hasErrors()) throw new Error(stats.toString('errors-only'));
  return [...stats.compilation.fileDependencies];
}

export async function rollup(input, file) {
  return await write(await startRollup({ input, plugins: [nodeResolve()] }), { file });
}

export async function rolldown(input, file) {
  return await write(await startRolldown({ input, platform: 'node' }), { file, minify: true });
}

async function write(bundle, options) {
  try {
    return filesOf(await bundle.write(options));
  } finally {
    await bundle.close();
  }
}

/** Returns what Rollup, Rolldown and Vite say about their output. */
export const filesOf = ({ output }) => output.flatMap(({ moduleIds = [] }) => moduleIds);

export async function esbuild(entry, outfile) {
  const { metafile } = await runEsbuild({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    metafile: true,
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs).map((path) => resolve(path));
}
