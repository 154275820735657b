/**
 * What leaves the page, and what stays in the browser: nothing, as long as no other script gets in;
 * and what the policy does then.
 */
import { equal, ok } from '../conformance/assert.js';
import { askInEveryWay, connectByWebRtc, withOutsider } from './outsider.js';
import { choose, seen } from './page.js';
import { policy } from './site.js';
import { named } from '../conformance/outcome.js';

const expected = {
  'default-src': ["'none'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'connect-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

/** Returns those that look at what the other tests left behind: they come last. */
export function privateTests(page, { engine, url, reports }) {
  const tests = {
    'the policy is this one': () => {
      const directives = policy()
        .split(';')
        .map((directive) => directive.trim().split(' '));
      equal(Object.fromEntries(directives.map(([name, ...sources]) => [name, sources])), expected);
    },
    'nothing has broken it until now, and no error was logged': () => {
      equal([reports, page.complaints], [[], []]);
    },
    'no request went to anyone else': async () => {
      const inPage = await page.run(() =>
        performance.getEntriesByType('resource').map(({ name }) => name),
      );
      const others = [...page.requests, ...inPage].filter(
        (each) => !each.startsWith(url) && each !== 'about:blank',
      );
      equal(others, []);
    },
    'nothing is stored but the page’s own files': async () => {
      await page.goto('about:blank');
      await page.goto(url);
      await page.run(seen, '#offline', 'Works offline');
      await page.run(choose, 'A webhook that verifies');
      const stored = await page.run(async () => {
        const secret = document.querySelector('#secrets input').value;
        const files = [];
        for (const name of await caches.keys()) {
          const cache = await caches.open(name);
          for (const request of await cache.keys()) {
            const text = await (await cache.match(request)).text();
            files.push([request.url, text.includes(secret)]);
          }
        }
        const databases = (await indexedDB.databases?.()) ?? [];
        return {
          files,
          others: [
            document.cookie,
            localStorage.length,
            sessionStorage.length,
            databases.length,
            location.href,
          ],
        };
      });
      const { files, others } = stored;
      equal(others, ['', 0, 0, 0, `${url}#verify`]);
      const names = files
        .map(([name]) => name.replace(url, '/').replace(/-[\w-]{8}\./, '-HASH.'))
        .sort();
      equal(
        [names, files.some(([, holds]) => holds)],
        [['/', '/assets/index-HASH.css', '/assets/index-HASH.js', '/icon.svg'], false],
      );
    },
    'another script does not get in, a request is refused, and the server hears of it':
      async () => {
        const refused = await page.run(async () => {
          const outcomes = {};
          const broken = [];
          addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
            broken.push(effectiveDirective),
          );
          outcomes.fetch = await fetch('./icon.svg').then(
            () => 'sent',
            () => 'refused',
          );
          outcomes.elsewhere = await fetch('http://127.0.0.1:9/').then(
            () => 'sent',
            () => 'refused',
          );
          const script = document.createElement('script');
          script.textContent = 'globalThis.isInjected = true';
          document.body.append(script);
          const picture = document.createElement('img');
          picture.src = 'http://127.0.0.1:9/x.png';
          // Later, because a debugger lifts the ban for as long as it evaluates this.
          setTimeout(() => setTimeout('globalThis.isEvaluated = true'));
          await new Promise((resolve) => setTimeout(resolve, 300));
          const { isInjected = false, isEvaluated = false } = globalThis;
          return { ...outcomes, isInjected, isEvaluated, broken: [...new Set(broken)].sort() };
        });
        equal(
          refused.broken.filter((name) => ['connect-src', 'img-src'].includes(name)),
          ['connect-src', 'img-src'],
        );
        equal(
          [refused.fetch, refused.elsewhere, refused.isInjected, refused.isEvaluated],
          ['refused', 'refused', false, false],
        );
        for (let tries = 0; tries < 100 && reports.length === 0; tries++)
          await new Promise((resolve) => setTimeout(resolve, 50));
        ok(reports.length > 0, 'no report came');
      },
    'of what a script that got in would ask others for, nothing arrives': () =>
      withOutsider(async (outsider) => {
        const ways = await page.run(askInEveryWay, outsider.url);
        equal([ways.length, outsider.heard.requests], [17, []]);
        // The same outsider hears whatever is allowed.
        await fetch(`${outsider.url}/test`);
        equal(outsider.heard.requests, ['/test']);
      }),
    'what no policy forbids is as the documentation says: WebRTC, where there is any': () =>
      withOutsider(async ({ udp, heard }) => {
        await page.goto(url);
        const isThere = await page.run(connectByWebRtc, udp);
        equal(isThere, engine !== 'WebKitGTK');
        if (engine === 'Chromium')
          ok(heard.packets > 0, 'it sends nothing: docs/playground.md says that it does');
      }),
    'what no policy forbids is as the documentation says: a script that got in could leave for another page':
      () =>
        withOutsider(async (outsider) => {
          await page.run(
            (address) => void setTimeout(() => location.assign(address)),
            `${outsider.url}/?secret`,
          );
          for (let tries = 0; tries < 100 && outsider.heard.requests.length === 0; tries++)
            await new Promise((resolve) => setTimeout(resolve, 50));
          equal(outsider.heard.requests[0], '/?secret');
          await page.goto(url);
        }),
  };
  return named(tests, 'private: ');
}
