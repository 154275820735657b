/**
 * Each tab wide and narrow and in both themes: axe-core finds nothing, nothing is cut off, and a
 * screenshot is kept.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { equal, ok } from '../conformance/assert.js';
import { root } from '../../tools/lib/shell.js';
import { choose } from './page.js';
import { named } from '../conformance/outcome.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = join(root, 'www', 'screenshots');

const states = {
  empty: () => document.getElementById('clear').click(),
  refused: choose,
  verified: choose,
  sign: () => document.getElementById('tab-sign').click(),
  receive: () => document.getElementById('tab-receive').click(),
};
const examples = { refused: 'Parsed and printed again', verified: 'A webhook that verifies' };

export function looksTests(page, { engine, url }) {
  const tests = {};
  for (const width of [1440, page.narrow]) {
    tests[`at ${width} px`] = async () => {
      await page.goto('about:blank');
      await page.goto(url);
      await page.size(width, 900);
      equal(await page.run(() => innerWidth), width, 'the window');
      await page.inject(axe);
      for (const [state, show] of Object.entries(states)) {
        await page.run(() => document.getElementById('tab-verify').click());
        await page.run(show, examples[state]);
        equal(
          await page.run(() => document.documentElement.scrollWidth <= innerWidth),
          true,
          `${state} is wider than the window`,
        );
        for (const theme of ['light', 'dark']) {
          await page.run(themed, theme);
          const found = await page.run(violations);
          equal(found, [], `${state}, ${theme}`);
          mkdirSync(folder, { recursive: true });
          writeFileSync(
            join(folder, `${engine}-${state}-${width}-${theme}.png`),
            await page.screenshot(),
          );
        }
      }
    };
  }
  if (page.prefer) {
    tests['in the theme that the system prefers'] = async () => {
      await page.goto('about:blank');
      const grounds = [];
      for (const theme of ['light', 'dark']) {
        await page.prefer(theme);
        await page.goto(url);
        grounds.push(
          await page.run(() => getComputedStyle(document.documentElement).backgroundColor),
        );
      }
      ok(grounds[0] !== grounds[1], grounds.join());
    };
  }
  return named(tests, 'looks: ');
}

/**
 * Every colour is light-dark(), which goes by this. Transitions have to be over before colours are
 * looked at.
 */
async function themed(theme) {
  document.documentElement.style.colorScheme = theme;
  scrollTo(0, 0);
  await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
}

async function violations() {
  const { violations: found } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
  return found.map(({ id, nodes }) => [
    id,
    nodes
      .slice(0, 3)
      .map(({ html, failureSummary }) => `${html.slice(0, 120)} ${failureSummary.slice(0, 200)}`),
  ]);
}
