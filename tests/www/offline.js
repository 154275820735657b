/** Once loaded it works without a network; and without WebAssembly it says so. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/shell.js';
import { equal, ok } from '../conformance/assert.js';
import { choose, seen, verdict } from './page.js';
import { withSite } from './site.js';
import { named } from '../conformance/outcome.js';

export function offlineTests(page) {
  const tests = {
    'it is loaded, the server goes, it is loaded again and works': () =>
      withSite(async ({ url, stop }) => {
        await page.goto(url);
        await page.run(seen, '#offline', 'Works offline');
        await stop();
        ok(
          await fetch(url).then(
            () => false,
            () => true,
          ),
          'the server still answers',
        );
        await page.reload();
        await page.run(choose, 'Lost its last line break');
        equal((await page.run(verdict)).hints[0], 'BODY_NEWLINE');
        await page.goto('about:blank');
        await page.goto(`${url}#sign`);
        ok(
          (
            await page.run(() => document.querySelector('#sign-output code').textContent)
          ).startsWith('webhook-id: msg_'),
          'it does not sign',
        );
      }),
    'what lies beside it on its host stays reachable': () =>
      withSite(async ({ url }) => {
        const beside = join(root, 'www', 'dist', 'api');
        mkdirSync(beside, { recursive: true });
        writeFileSync(join(beside, 'index.html'), '<!doctype html><title>beside</title>');
        await page.goto(url);
        await page.run(seen, '#offline', 'Works offline');
        await page.goto(`${url}api/`);
        equal(await page.run(() => document.title), 'beside');
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
  return named(tests, 'offline: ');
}
