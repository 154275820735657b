/**
 * What must come of pages/policy.js under a Content-Security-Policy: the same in all three engines,
 * for each of them refuses WebAssembly where a script-src lacks 'wasm-unsafe-eval'.
 */
const policies = {
  "script-src 'self'": ({ configError, code, message, explained }) =>
    configError &&
    code === 'ERR_WASM_UNAVAILABLE' &&
    message.includes("'wasm-unsafe-eval'") &&
    explained === 'WASM_UNAVAILABLE',
  "script-src 'self' 'wasm-unsafe-eval'": ({ verdict, explained }) =>
    verdict === true && explained === true,
};

export async function policyFailures(visit) {
  const failures = [];
  for (const [policy, holds] of Object.entries(policies)) {
    const outcome = await visit(`policy.html?${new URLSearchParams({ policy })}`);
    if (!holds(outcome))
      failures.push({
        name: `Content-Security-Policy: ${policy}`,
        message: JSON.stringify(outcome),
      });
  }
  return failures;
}
