/**
 * How a program that is made of a block is run: each gives nothing, or throws with what went wrong.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { binaryOf, scriptOf } from '../../tools/lib/binaries.js';
import { nodeBinary } from '../../tools/lib/node.js';
import { startProgram } from '../../tools/lib/program.js';
import { run } from '../../tools/lib/shell.js';
import { nodeVersions } from '../../tools/lib/versions.js';
import { claimless, programOf } from './program.js';
import { over, prove, secret } from './sender.js';

const environment = {
  ...process.env,
  WEBHOOK_SECRET: secret,
  PULSE_WEBHOOK_SECRET: secret,
  NODE_ENV: 'production',
};

/** By Node. A block in TypeScript has had its types checked before. */
export async function onNode(block, name, { folder, replacing, node = process.execPath }) {
  const file = join(folder, 'program.mjs');
  const program = programOf(block, name, replacing);
  const tsconfigRaw = { compilerOptions: { experimentalDecorators: true } };
  writeFileSync(
    file,
    block.lang === 'ts' ? (await transform(program, { loader: 'ts', tsconfigRaw })).code : program,
  );
  await run(node, ['--no-warnings', file], { cwd: folder, env: environment });
}

/** By the newest Node, for what the oldest has not. */
export const onNewestNode = async (block, name, place) =>
  onNode(block, name, { ...place, node: await nodeBinary(nodeVersions[26]) });

export const onDeno = (block, name, place) =>
  serving(block, name, place, binaryOf('deno'), [
    'run',
    '--no-prompt',
    '--allow-env',
    '--allow-net',
    '--allow-read',
    '--node-modules-dir=manual',
  ]);

export const onBun = (block, name, place) => serving(block, name, place, binaryOf('bun'), ['run']);

/** What a block of lines for several runtimes has for the others. */
const others = { deno: /^Bun\..*$/gm, bun: /^Deno\..*$/gm };

async function serving(block, name, { folder }, command, args) {
  const file = join(folder, 'server.js');
  writeFileSync(
    file,
    claimless({ ...block, code: block.code.replaceAll(others[name] ?? /^$/g, '') }, name),
  );
  const { url, stop } = await startProgram(command, [...args, file], {
    cwd: folder,
    env: environment,
  });
  try {
    await prove(over(`${url}/webhook`));
  } finally {
    await stop();
  }
}

/** By Jest, in CommonJS, as it is without settings. */
export async function inJest(block, name, { folder }) {
  const program = claimless(block, name);
  const { code } = await transform(program, { format: 'cjs' });
  writeFileSync(join(folder, 'block.test.cjs'), code);
  const project = {
    rootDir: folder,
    testMatch: ['<rootDir>/block.test.cjs'],
    transform: {},
    cacheDirectory: join(folder, 'cache'),
  };
  const config = join(folder, 'jest.config.json');
  writeFileSync(config, JSON.stringify({ ...project, watchman: false }));
  await run(process.execPath, [scriptOf('jest'), '--ci', '--config', config], {
    cwd: folder,
    env: environment,
  });
}

export function folderFor(consumer, block, variant) {
  const folder = join(
    consumer,
    'docs',
    `${block.file}-${block.line}-${variant}`.replaceAll(/[^\w.-]/g, '_'),
  );
  mkdirSync(folder, { recursive: true });
  return folder;
}
