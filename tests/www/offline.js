/** Once loaded it works without a network; and without WebAssembly it says so. */
import { equal, ok } from '../conformance/assert.js';
import { choose, seen, verdict } from './page.js';
import { withSite } from './site.js';

export function offlineTests(page) {
  const tests = {
    'it is loaded, the server goes, it is loaded again and works': () =>
      withSite(async ({ url, stop }) => {
        await page.goto(url);
        await page.run(seen, '#offline', 'Works offline');
        await stop();
        ok(await fetch(url).then(() => false, () => true), 'the server still answers');
        await page.reload();
        await page.run(choose, 'Lost its last line break');
        equal((await page.run(verdict)).hints[0], 'BODY_NEWLINE');
        await page.goto('about:blank');
        await page.goto(`${url}#sign`);
        ok((await page.run(() => document.querySelector('#sign-output code').textContent)).startsWith('webhook-id: msg_'), 'it does not sign');
      }),
    'where a host forbids WebAssembly, that is the hint': () =>
      withSite(
        async ({ url }) => {
          await page.goto(url);
          const { state, code, hints } = await page.run(verdict);
          equal([state, code, hints], ['refused', 'ERR_WASM_UNAVAILABLE', ['WASM_UNAVAILABLE']]);
        },
        { enforced: "script-src 'self'" },
      ),
  };
  return Object.entries(tests).map(([name, run]) => ({ name: `offline: ${name}`, run }));
}
