/** `node tests/www/screenshot.js`: the picture in the README, of the page as it is built. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/shell.js';
import { engines } from './engines.js';
import { choose } from './page.js';
import { withSite } from './site.js';

await engines.Chromium((page) =>
  withSite(async ({ url }) => {
    await page.size(1180, 862, 0.85);
    await page.goto(url);
    await page.run(choose, 'Lost its last line break');
    await page.run(async () => {
      document.activeElement.blur();
      await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    });
    writeFileSync(join(root, 'www', 'screenshot.png'), await page.screenshot());
  }),
);
