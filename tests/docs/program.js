/** A program made of a block: its context, a file of contexts/, with the block in its hole. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClaims } from './claims.js';

const contexts = join(import.meta.dirname, 'contexts');
const used = new Set();
const hole = /^( *)\/\* the block \*\/$/m;
const imports = /^import (?:[^;]*? from )?'[^']+';\n*/gm;

/** `replacing` changes what is imported: `{ express: 'express4' }`. */
export function programOf({ code, lang }, name, replacing = {}) {
  const context = contextOf(`${name}.${lang}`, hole);
  const { code: checked, texts } = withClaims(code);
  const filled = (_, indent) => checked.replace(imports, '').replaceAll(/^(?=.)/gm, indent);
  const body = context.replace(imports, '').replace(hole, filled);
  const lines = new Set(
    [...context.matchAll(imports), ...checked.matchAll(imports)].map(([line]) => line.trim()),
  );
  return [...[...lines].map((line) => located(line, replacing)), claimsOf(texts), body].join('\n');
}

function contextOf(file, hole) {
  const context = readFileSync(join(contexts, file), 'utf8');
  if (!hole.test(context)) throw new Error(`contexts/${file} has no place for the block`);
  used.add(file);
  return context;
}

const pythonHole = /^( *)# the block$/m;

/** Returns the same of Python: a block with all that it needs has no context. */
export function pythonProgramOf({ code }, name) {
  if (name === undefined) return `${code}\n`;
  return contextOf(`${name}.py`, pythonHole).replace(pythonHole, (_, indent) =>
    code.replaceAll(/^(?=.)/gm, indent),
  );
}

/** For a program that is stopped, not ended, so that nobody would hear of a wrong claim. */
export function claimless(block, name) {
  if (withClaims(block.code).texts.length === 0) return programOf(block, name);
  throw new Error(
    `contexts/${name}.js runs until it is stopped: a block in it cannot state an output`,
  );
}

/** Returns a context that no block is in. */
export const idleContexts = () =>
  readdirSync(contexts)
    .filter((file) => !used.has(file))
    .map((file) => `contexts/${file}: no block is in it`);

function claimsOf(texts) {
  if (texts.length === 0) return '';
  return `import { expectClaims } from '${join(import.meta.dirname, 'told.js')}';\nexpectClaims(${JSON.stringify(texts)});`;
}

/** The program lies elsewhere than its context. */
function located(line, replacing) {
  const place = (from) =>
    from.startsWith('../') ? join(contexts, from) : (replacing[from] ?? from);
  return line.replace(/'([^']+)';$/, (_, from) => `'${place(from)}';`);
}
