/** The three engines behind one face. */
import { setTimeout as sleep } from 'node:timers/promises';
import { debian } from '../../tools/lib/debian.js';
import { withBrowser } from '../runtimes/browsers/puppeteer.js';
import { withSession } from '../runtimes/browsers/webkit.js';

/** All of them at once, because Debian's tools install for one caller at a time. */
export const installEngines = () =>
  debian({
    '/usr/bin/chromium': 'chromium',
    '/usr/bin/firefox-esr': 'firefox-esr',
    '/usr/bin/WebKitWebDriver': 'webkit2gtk-driver',
    '/usr/bin/Xvfb': 'xvfb',
  });

/**
 * Each calls its argument with `goto(url)`, `reload()`, `run(fn, ...args)` in the page,
 * `inject(script)`, `press(key)` on what has the focus, `size(width, height)` and `screenshot()`;
 * with `narrow`, the width of a phone or the least that a window can have, and with `complaints`
 * and `requests`, as far as the engine tells.
 */
export const engines = {
  Chromium: (use) => withBrowser('chrome', (browser) => byPuppeteer(browser, use, { preferring })),
  Firefox: (use) => withBrowser('firefox', (browser) => byPuppeteer(browser, use)),
  WebKitGTK: (use) => withSession((session) => byWebDriver(session, use)),
};

/** Only Chromium can be told which theme its system prefers. */
const preferring = (page) => (theme) =>
  page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);

/**
 * What Firefox logs when a page is left before its worker has answered. If the worker fails to
 * answer, it logs something else.
 */
const breakingOff = (url) =>
  `Failed to load ‘${url}’. A ServiceWorker intercepted the request and encountered an unexpected error.`;

async function byPuppeteer(browser, use, { preferring } = {}) {
  const page = await browser.newPage();
  const [logged, requests, brokenOff] = [[], [], []];
  page.on('console', (message) => message.type() === 'error' && logged.push(message.text()));
  page.on('pageerror', ({ message }) => logged.push(message));
  page.on('request', (request) => requests.push(request.url()));
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText === 'NS_BINDING_ABORTED') brokenOff.push(request.url());
  });
  return await use({
    get complaints() {
      const expected = brokenOff.map(breakingOff);
      return logged.filter((each) => !expected.includes(each));
    },
    requests,
    goto: (url) => page.goto(url),
    reload: () => page.reload(),
    run: (fn, ...args) => page.evaluate(fn, ...args),
    inject: async (script) => void (await page.evaluate(`${script};0`)),
    press: (key) => page.keyboard.press(key),
    size: (width, height, deviceScaleFactor = 1) =>
      page.setViewport({ width, height, deviceScaleFactor }),
    screenshot: () => page.screenshot(),
    narrow: 360,
    prefer: preferring?.(page),
  });
}

/** https://www.w3.org/TR/webdriver/#keyboard-actions */
const keys = {
  Tab: '\uE004',
  Enter: '\uE007',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};

function byWebDriver({ send }, use) {
  const run = (fn, ...args) =>
    send('/execute/sync', { script: `return (${fn}).apply(null, arguments)`, args });
  /** A busy browser can answer for the page before this one, which is marked. */
  const arrive = async (path, parameters) => {
    await run(() => void (globalThis.isLeft = true));
    await send(path, parameters);
    const isThere = () =>
      run(() => globalThis.isLeft === undefined && document.readyState === 'complete');
    for (let tries = 1; !(await isThere().catch(() => false)); tries++) {
      if (tries === 200) throw new Error(`${path} did not arrive`);
      await sleep(50);
    }
  };
  return use({
    complaints: [],
    requests: [],
    goto: (url) => arrive('/url', { url }),
    reload: () => arrive('/refresh', {}),
    run,
    inject: (script) => send('/execute/sync', { script, args: [] }),
    press: async (key) => {
      const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value: keys[key] }));
      await send('/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
    size: async (width, height) => {
      // The window has a bar of its own.
      const inner = await run(() => [innerWidth, innerHeight]);
      const outer = await send('/window/rect');
      await send('/window/rect', {
        width: outer.width - inner[0] + width,
        height: outer.height - inner[1] + height,
      });
      // The page learns of it step by step.
      const isDone = () =>
        run(
          (expected) => innerWidth === expected && document.documentElement.scrollWidth <= expected,
          width,
        );
      for (let tries = 0; tries < 80 && !(await isDone()); tries++) await sleep(25);
    },
    narrow: 450,
    screenshot: async () => Buffer.from(await send('/screenshot'), 'base64'),
  });
}
