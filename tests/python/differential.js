/** The Python package and `hookproof/full`, which both have ed25519, on the same webhooks. */
import { join } from 'node:path';
import * as full from 'hookproof/full';
import { pythonWithPackage } from '../../tools/lib/python.js';
import { ask, lineOf } from '../differential/ask.js';
import { verdictOf } from '../differential/in-javascript.js';
import { told } from '../differential/ours.js';
import { makeWebhook } from '../differential/webhooks.js';

const BATCH = 5000;

/** Gives how many got the same verdict, and tells of those that did not. */
export async function comparePython(seed, count) {
  const program = {
    program: await pythonWithPackage(),
    args: ['-I', join(import.meta.dirname, 'judge.py')],
  };
  const differences = [];
  for (let from = 0; from < count; from += BATCH) {
    const webhooks = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) =>
      makeWebhook(seed, from + at),
    );
    // The program works while this process does.
    const natively = ask(program, webhooks.map(lineOf));
    const ours = webhooks.map((webhook) => verdictOf(full, webhook));
    for (const [at, python] of (await natively).entries()) {
      if (python !== ours[at])
        differences.push(
          told(
            seed,
            from + at,
            webhooks[at],
            Object.entries({ WebAssembly: ours[at], Python: python }),
          ),
        );
    }
  }
  return { count, differences };
}
