/** Our own core, in each form that it has, against the reference. */
import { ask, lineOf } from './ask.js';
import { parsed, verdictOf } from './in-javascript.js';
import { published, rustProgram, withoutSimd } from './programs.js';
import { verdict } from './reference.js';
import { makeWebhook } from './webhooks.js';

const BATCH = 10_000;

/** Gives how many webhooks got the same verdict everywhere, and tells of those that did not. */
export async function compareOurs(seed, count) {
  const { forms, native } = await allForms();
  const differences = [];
  for (let from = 0; from < count; from += BATCH) {
    const length = Math.min(BATCH, count - from);
    const webhooks = Array.from({ length }, (_, at) => makeWebhook(seed, from + at));
    // The program works while this process does.
    const natively = ask(native, webhooks.map(lineOf));
    const expected = webhooks.map((webhook) => verdict(webhook));
    const said = forms.map(([form, hookproof]) => [
      form,
      webhooks.map((webhook) => verdictOf(hookproof, webhook)),
    ]);
    const rust = await natively;
    for (const [at, webhook] of webhooks.entries()) {
      const inJavaScript = parsed(expected[at], webhook);
      const inEach = [['Rust', rust[at]], ...said.map(([form, verdicts]) => [form, verdicts[at]])];
      const agree = inEach.every(
        ([form, verdict]) => verdict === (form === 'Rust' ? expected[at] : inJavaScript),
      );
      if (!agree)
        differences.push(told(seed, from + at, webhook, [['reference', expected[at]], ...inEach]));
    }
  }
  return { count, differences };
}

async function allForms() {
  const native = await rustProgram('hookproof');
  const forms = [
    ['WebAssembly', await published(true)],
    ['WebAssembly, hashing all itself', await published(false)],
    ['WebAssembly without simd128', await withoutSimd()],
  ];
  return { native, forms };
}

/** What it takes to look into it. */
export function told(seed, at, webhook, verdicts, clock) {
  const again = `node tests/differential/again.js ${seed} ${at}${clock === undefined ? '' : ` ${clock}`}`;
  const said = verdicts.map(([who, verdict]) => `  ${who}: ${verdict}`);
  return [
    `${webhook.mutations.join('; ') || 'no mutation'} (${webhook.shape}); to see it whole: ${again}`,
    ...said,
    `  ${lineOf(webhook).slice(0, 1500)}`,
  ].join('\n');
}
