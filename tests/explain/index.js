/**
 * Makes every cause of a refusal for real, and looks for its hint. Holds the documentation of the
 * hints against the code.
 */
import { outdated } from './documentation.js';
import { followed } from './followed.js';
import { nativeAlike } from './native.js';
import { senders } from './senders.js';
import { equal, ok } from '../conformance/assert.js';
import { runTests } from '../conformance/outcome.js';
import { resultOf } from '../results.js';
import { run } from '../../tools/lib/shell.js';

/** Those that cannot be first: a general one comes after another. */
const follows = { SECRET_OTHER: 'BODY_CHANGED' };

export async function explainSuite() {
  // Where no date is right that is taken for one in UTC.
  const zone = process.env.TZ;
  process.env.TZ = 'Asia/Kolkata';
  try {
    return await explained();
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
}

async function explained() {
  const [{ causes }, { explainWebhook, verifyWebhook }, hints] = await Promise.all([
    import('./causes.js'),
    import('hookproof/full'),
    knownHints(),
  ]);
  const tests = Object.entries(causes).flatMap(([code, ways]) =>
    ways.map((make, at) => ({
      name: `${code}, ${at + 1}`,
      run: async () => {
        const { payload, headers, secret, options } = await make();
        const found = explainWebhook(payload, headers, secret, options);
        const codes = found.hints.map((hint) => hint.code);
        equal([found.ok, codes[0]], [false, follows[code] ?? code], JSON.stringify(found));
        ok(codes.includes(code), `${code} is not in ${codes}`);
        ok(!accepts(verifyWebhook, payload, headers, secret, options), 'it verifies');
      },
    })),
  );
  tests.push(
    { name: 'WASM_UNAVAILABLE, 1', run: withoutWebAssembly },
    {
      name: 'no cause is left out',
      run: () =>
        equal(
          hints.filter((code) => !(code in causes) && code !== 'WASM_UNAVAILABLE'),
          [],
        ),
    },
    { name: 'the documentation', run: async () => equal(await outdated(), '') },
    ...followed({ explainWebhook, verifyWebhook }).map(({ name, run: follow }) => ({
      name: `followed: ${name}`,
      run: follow,
    })),
    ...senders({ explainWebhook, verifyWebhook }),
    { name: 'the crate explains alike', run: () => nativeAlike({ explainWebhook }) },
  );
  return resultOf(await runTests(tests));
}

function accepts(verifyWebhook, ...values) {
  try {
    return verifyWebhook(...values);
  } catch {
    return false;
  }
}

/** A Node without a compiler has no WebAssembly either. */
async function withoutWebAssembly() {
  const program = `
    const { explainWebhook } = await import('hookproof/full');
    console.log(JSON.stringify(explainWebhook('', {}, '')));`;
  const { code, hints } = JSON.parse(
    await run(process.execPath, ['--jitless', '--input-type=module', '--eval', program]),
  );
  equal([code, hints.map((hint) => hint.code)], ['ERR_WASM_UNAVAILABLE', ['WASM_UNAVAILABLE']]);
}

async function knownHints() {
  const { rows } = await import('./documentation.js');
  return (await rows()).map(([code]) => code);
}
