/** Verifies a good webhook, and says what came of it. */
import verify from '../vectors/verify.json' with { type: 'json' };

const [, , pretended] = globalThis.process?.argv ?? [];

if (pretended === 'ReactNative')
  Object.defineProperty(globalThis, 'navigator', { value: { product: 'ReactNative' } });
if (pretended === 'page') delete globalThis.process;
const [lean, full] = pretended?.endsWith('context')
  ? await inContext(pretended === 'context')
  : [await import('hookproof'), await import('hookproof/full')];

export const outcome = verdictOn(verify[0]);

function verdictOn({ body, headers, secrets, now }) {
  try {
    return {
      verdict:
        lean.verifyWebhook(body, headers, secrets, { now }) &&
        full.verifyWebhook(body, headers, secrets, { now }),
    };
  } catch ({ code, message }) {
    return {
      code,
      message,
      hint: full.explainWebhook(body, headers, secrets, { now }).hints[0].message,
    };
  }
}

/** Both entries, in a context of Node's vm that may or may not compile WebAssembly. */
async function inContext(wasm) {
  const [{ createContext, runInContext }, { readFileSync }, { createRequire }] = await Promise.all(
    ['node:vm', 'node:fs', 'node:module'].map((name) => import(name)),
  );
  const context = createContext({ atob, TextEncoder, TextDecoder }, { codeGeneration: { wasm } });
  const require = createRequire(import.meta.url);
  return ['hookproof', 'hookproof/full'].map((entry) => {
    const module = { exports: {} };
    runInContext(
      `(function (module) {${readFileSync(require.resolve(entry), 'utf8')}})`,
      context,
    )(module);
    return module.exports;
  });
}
