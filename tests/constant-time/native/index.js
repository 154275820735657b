/**
 * The crate, compiled as it ships, under valgrind: nothing is decided and nothing is looked up by a
 * secret.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { debian } from '../../../tools/lib/debian.js';
import { root, run } from '../../../tools/lib/shell.js';
import { memcheck } from './valgrind.js';

const folder = join(root, 'tests', 'constant-time', 'native');
const ownTarget = join(root, 'target', 'constant-time');
const { declassified, alike } = JSON.parse(readFileSync(join(folder, 'declassified.json'), 'utf8'));

/**
 * Gives a problem in words for each case that has one, and what was run. `crate` is where
 * hookproof's sources are.
 */
export async function watchNative({
  profile = 'release',
  flags = [],
  crate = root,
  target = ownTarget,
  only = /./,
} = {}) {
  await debian({ '/usr/bin/valgrind': 'valgrind' });
  const program = await compile({ profile, flags, crate, target });
  const names = (await run(program, ['--list']))
    .trim()
    .split('\n')
    .filter((name) => only.test(name));
  const problems = [];
  const seen = new Map();
  let processor;
  const watched = await inPairs(names, (name) => memcheck(program, [name]));
  for (const [at, name] of names.entries()) {
    const { errors, output } = watched[at];
    processor = output;
    if (name.startsWith('control: ')) {
      if (errors.length === 0) problems.push(`${name}: valgrind did not report it`);
    } else {
      const { counts, leaks } = judged(errors, join(crate, 'src'));
      seen.set(name, counts);
      problems.push(
        ...[...leaks, ...unreached(name, counts)].map((problem) => `${name}: ${problem}`),
      );
    }
  }
  for (const { reason, cases } of alike.filter(({ cases }) =>
    cases.every((name) => seen.has(name)),
  )) {
    const [first, ...others] = cases.map((name) => JSON.stringify([...seen.get(name)].sort()));
    if (others.some((other) => other !== first))
      problems.push(`${reason} But: ${cases.join('; ')}`);
  }
  const counts = Object.fromEntries(
    [...seen].map(([name, found]) => [name, Object.fromEntries(found)]),
  );
  return { cases: names.length, problems, processor, counts };
}

async function compile({ profile, flags, crate, target }) {
  const manifest = join(crate, 'tests', 'constant-time', 'native', 'Cargo.toml');
  const args = ['build', '--quiet', '--locked', '--profile', profile, '--manifest-path', manifest];
  await run('cargo', args, {
    env: { ...process.env, CARGO_TARGET_DIR: target, CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') },
  });
  return join(target, profile, 'hookproof-constant-time');
}

/** Two at a time: most of a run is valgrind's own start. */
async function inPairs(list, work) {
  const results = [];
  for (let at = 0; at < list.length; at += 2)
    results.push(...(await Promise.all(list.slice(at, at + 2).map(work))));
  return results;
}

/** Returns how often each thing that may be known was used, and what else was. */
function judged(errors, sources) {
  const counts = new Map();
  const leaks = [];
  for (const error of errors) {
    const known = declassified.find((each) =>
      each.places.some((place) => isAt(error, place, each.kind, sources)),
    );
    if (known === undefined) leaks.push(describe(error, sources));
    else counts.set(known.name, (counts.get(known.name) ?? 0) + error.times);
  }
  return { counts, leaks };
}

/**
 * A place is one line of the crate, by its text: whatever else is written beside it is another one.
 */
function isAt({ kind, frames }, { file, code, innermost }, only, sources) {
  const own = frames.find(({ path }) => path.startsWith(sources));
  if (
    own === undefined ||
    own.path !== join(sources, file) ||
    (only !== undefined && kind !== only)
  )
    return false;
  if (innermost !== undefined && !frames[0].name.includes(innermost)) return false;
  return lineOf(own) === code;
}

const lineOf = ({ path, line }) => readFileSync(path, 'utf8').split('\n')[line - 1].trim();

/** What every case of a kind has to reach: a secret that never got there was not watched. */
const unreached = (name, counts) =>
  declassified
    .filter(
      (each) =>
        each.usedBy !== undefined && new RegExp(each.usedBy).test(name) && !counts.has(each.name),
    )
    .map((each) => `the secret did not reach ${each.name}`);

function describe({ kind, times, frames }, sources) {
  const short = (path) => (path.startsWith(sources) ? path.slice(sources.length + 1) : path);
  const stack = frames
    .slice(0, 12)
    .map(({ name, path, line }) => `    ${name} (${short(path)}:${line})`);
  return [`${kind} that depends on a secret, ${times} times`, ...stack].join('\n');
}
