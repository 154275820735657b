/**
 * Changes each rule in one place, in every way that cargo-mutants knows (.cargo/mutants.toml). Some
 * test has to fail each time.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attempt, root } from '../../tools/lib/shell.js';
import { cargoMutants } from '../../tools/lib/toolchain.js';

/** Those of the comparison itself, of freshness, and of the bounds of a list. */
const ofTheVerdict = [
  'contains',
  'words',
  'Signatures<.a>::parse_values',
  'Timestamp<.a>::check_fresh',
  'has_gap',
  'Headers<.a>::new',
  'Headers<.a>::set',
];

/** Excluded in .cargo/mutants.toml, which this run does without. */
const unnoticed = [
  'replace < with <= in Timestamp',
  ':41: replace > with >= in Signatures',
  'replace [*] with [+/] in Signatures',
];

/**
 * The few whose survival would let a forgery through, without the features that take long to build.
 */
export const mutantSuite = {
  name: 'mutants: of the comparison and of freshness',
  run: async () => {
    const { caught, survivors, report } = await mutants([
      '--no-config',
      '--profile',
      'mutants',
      '--baseline',
      'skip',
      '--timeout',
      '60',
      '--cargo-test-arg=--lib',
      '--cargo-test-arg=--test',
      '--cargo-test-arg=vectors',
      // Not compiled here: it needs a feature, and the deletion of a field is looked for in every
      // function.
      '--exclude',
      'src/explain/**',
      ...unnoticed.flatMap((name) => ['--exclude-re', name]),
      ...ofTheVerdict.flatMap((name) => ['--re', ` ${name}( |$)`]),
    ]);
    return { passed: caught, failed: survivors.length, report };
  },
};

/** Rules and verdict; then the explanation of a refusal, which decides nothing. */
const parts = {
  'mutants of the core': ['--exclude', 'src/explain/**'],
  'mutants of the explanation': ['--file', 'src/explain/**'],
};

export const hunts = Object.entries(parts).map(([name, args]) => ({
  name,
  run: async ({ part }) => {
    // A part of them is spread over all files.
    const shard =
      part < 1 ? ['--shard', `0/${Math.round(1 / part)}`, '--sharding', 'round-robin'] : [];
    const { caught, timeouts, unviable, survivors, version, report } = await mutants([
      ...args,
      ...shard,
    ]);
    const note = `cargo-mutants ${version}: ${caught} caught (${timeouts} by never ending), ${unviable} do not compile`;
    return {
      count: caught + survivors.length + unviable,
      unit: 'mutants',
      failed: survivors.length,
      note,
      report,
    };
  },
}));

/**
 * Runs those that the arguments choose. One that never ends is caught: its test is ended by the
 * clock.
 */
async function mutants(args) {
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-mutants-'));
  try {
    // Each run has a new copy of the code, and its dependencies stay built in a place that nothing
    // else builds in.
    const env = { ...process.env, CARGO_TARGET_DIR: join(root, 'target', 'mutants') };
    const { output } = await attempt(
      await cargoMutants(),
      ['mutants', '--no-times', '--colors', 'never', '--output', folder, ...args],
      {
        env,
      },
    );
    return outcome(folder, output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A run that came to no end, whose tests failed without a change, or that had nothing to change, is
 * an error.
 */
function outcome(folder, output) {
  const read = () => JSON.parse(readFileSync(join(folder, 'mutants.out', 'outcomes.json'), 'utf8'));
  let found;
  try {
    found = read();
  } catch {
    throw new Error(output);
  }
  const done = found.caught + found.timeout + found.missed + found.unviable;
  if (found.total_mutants === 0 || done !== found.total_mutants) throw new Error(output);
  const survivors = found.outcomes
    .filter(({ summary }) => summary === 'MissedMutant')
    .map(({ scenario }) => scenario.Mutant.name);
  return {
    caught: found.caught + found.timeout,
    timeouts: found.timeout,
    unviable: found.unviable,
    survivors,
    version: found.cargo_mutants_version,
    report: survivors.map((name) => `survived: ${name}`).join('\n'),
  };
}
