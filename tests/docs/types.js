/**
 * The programs that are made of blocks in TypeScript, compiled by a strict project, all at once.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptOf } from '../../tools/lib/binaries.js';
import { attempt } from '../../tools/lib/shell.js';
import { programOf } from './program.js';

/** `programs` are pairs of a block and the name of its context. Gives what the compiler says. */
export async function typeErrors(programs, consumer) {
  if (programs.length === 0) return '';
  const folder = join(consumer, 'docs', 'types');
  mkdirSync(folder, { recursive: true });
  const files = programs.map(([{ file, line, ...block }, name]) => {
    const path = `${file}-${line}`.replaceAll(/[^\w-]/g, '_');
    writeFileSync(join(folder, `${path}.mts`), programOf(block, name));
    return `${path}.mts`;
  });
  const strictness = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    experimentalDecorators: true,
  };
  const compilerOptions = {
    ...strictness,
    module: 'nodenext',
    target: 'es2022',
    types: ['node'],
    allowJs: true,
    checkJs: false,
    noEmit: true,
    skipLibCheck: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const { code, output } = await attempt(process.execPath, [
    scriptOf('typescript', 'tsc'),
    '-p',
    folder,
  ]);
  return code === 0 ? '' : output;
}
