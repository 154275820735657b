/** One run of libFuzzer, and the corpus that it leaves. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack, unpack } from '../../fuzz/corpus.js';
import { attempt, root } from '../../tools/lib/shell.js';

/** Far more than any input takes, even where every core is busy: only what hangs is a failure. */
const HANG_SECONDS = 300;

/**
 * Replays a corpus and then fuzzes. `keep` adds what reached new code to the corpus, minimises it,
 * and packs it again.
 * @returns {Promise<{ executions: number, edges: number, inputs: number, crash?: string }>}
 */
export async function fuzz(target, { seconds, folder, keep = false }) {
  const artifacts = join(root, 'fuzz', 'artifacts', target);
  const scratch = mkdtempSync(join(tmpdir(), `hookproof-fuzz-${target}-`));
  const [found, kept] = ['found', 'kept'].map((name) => join(scratch, name));
  const minimised = join(kept, target);
  for (const path of [found, minimised, artifacts]) mkdirSync(path, { recursive: true });
  const program = join(folder, target);
  try {
    const corpus = await unpack(target, scratch);
    const before = new Set(readdirSync(artifacts));
    const { code, output } = await libFuzzer(program, [
      `-max_total_time=${seconds}`,
      `-dict=${join(root, 'fuzz', 'dictionaries', 'webhook.dict')}`,
      `-timeout=${HANG_SECONDS}`,
      `-artifact_prefix=${artifacts}/`,
      '-print_final_stats=1',
      found,
      corpus,
    ]);
    const figures = {
      executions: last(output, /^stat::number_of_executed_units: (\d+)$/gm),
      edges: last(output, / cov: (\d+) /g),
    };
    if (code !== 0) {
      const inputs = readdirSync(artifacts).filter((name) => !before.has(name));
      return {
        ...figures,
        inputs: readdirSync(corpus).length,
        crash: crashOf(
          target,
          output,
          inputs.map((name) => join(artifacts, name)),
        ),
      };
    }
    if (keep) {
      const merged = await libFuzzer(program, ['-set_cover_merge=1', minimised, corpus, found]);
      if (merged.code !== 0)
        throw new Error(
          `${target}: the corpus could not be minimised\n${merged.output.slice(-4000)}`,
        );
      await pack(target, kept);
    }
    return { ...figures, inputs: readdirSync(keep ? minimised : corpus).length };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * As cargo-fuzz runs it: Rust's own globals look to the sanitizer as if they were defined twice.
 */
function libFuzzer(program, args) {
  return attempt(program, args, {
    env: { ...process.env, ASAN_OPTIONS: 'detect_odr_violation=0' },
  });
}

function last(output, pattern) {
  return Number([...output.matchAll(pattern)].at(-1)?.[1] ?? 0);
}

/** Returns what a report has to hold for the crash to be seen again elsewhere. */
function crashOf(target, output, files) {
  const inputs = files.map(
    (file) => `${file}\nits bytes in base64: ${readFileSync(file).toString('base64')}`,
  );
  return [`fuzz target ${target}`, ...inputs, output.slice(-4000)].join('\n');
}
