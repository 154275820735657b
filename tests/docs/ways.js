/**
 * Which way a block is run: by the comment before it, else by what it imports, else by its
 * language.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { adapters } from '../../tools/lib/entries.js';
import { onBun, onDeno, inJest, onNewestNode, onNode } from './programs.js';
import { pythonWays } from './python.js';
import { linesOf } from './text.js';
import { asConfiguration, inWorkerd } from './worker.js';

/**
 * Contexts that Node alone does not run as they are: `[variant, run, replacing]` for each way to
 * run them.
 */
const special = {
  express: [
    ['Express 5', onNode],
    ['Express 4', onNode, { express: 'express4' }],
  ],
  fastify: [
    ['Fastify 5', onNode],
    ['Fastify 4', onNode, { fastify: 'fastify4' }],
  ],
  worker: [['workerd', inWorkerd]],
  deno: [['Deno', onDeno]],
  supabase: [['Deno', onDeno]],
  bun: [['Bun', onBun]],
  'jest-app': [['Jest', inJest]],
  'jest-handler': [['Jest', inJest]],
  transaction: [['Node 26', onNewestNode]],
};

/** The contexts that are named for an adapter. */
const byImport = Object.fromEntries(
  adapters
    .filter(({ name }) => existsSync(join(import.meta.dirname, 'contexts', `${name}.js`)))
    .map(({ specifier, name }) => [specifier, name]),
);

/** `{ variant, run(place) }` for each way to run this block, or none if nobody knows how. */
export function waysOf(block) {
  const [, lines] = /^lines of (\S+)$/.exec(block.comment) ?? [];
  if (lines !== undefined) return [{ variant: lines, run: () => linesOf(block, lines) }];
  if (block.lang === 'jsonc')
    return [{ variant: 'wrangler', run: (place) => asConfiguration(block, '', place) }];
  if (block.lang === 'python') return pythonWays(block, namedContextsOf(block));
  if (!['js', 'ts'].includes(block.lang)) return [];
  return contextsOf(block).flatMap((name) =>
    (special[name] ?? [['Node', onNode]]).map(([variant, run, replacing]) => ({
      variant,
      run: (place) => run(block, name, { ...place, replacing }),
    })),
  );
}

const namedContextsOf = ({ comment }) => /^runs: (.*)$/.exec(comment)?.[1].split(', ') ?? [];

export function contextsOf(block) {
  const named = namedContextsOf(block);
  if (named.length > 0) return named;
  const { code } = block;
  if (/^export default/m.test(code)) return ['worker'];
  const known = Object.keys(byImport).filter((from) => code.includes(`'${from}'`));
  return known.map((from) => byImport[from]);
}
