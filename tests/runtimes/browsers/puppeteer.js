/** Debian's Chromium and Firefox, driven by puppeteer-core. */
import { launch } from 'puppeteer-core';
import { debian } from '../../../tools/lib/debian.js';

const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const browsers = {
  chrome: { executablePath: '/usr/bin/chromium', package: 'chromium', args: chromiumArgs },
  firefox: { executablePath: '/usr/bin/firefox-esr', package: 'firefox-esr', args: [] },
};

/** Calls `use` with a new browser ('chrome' or 'firefox'), and closes it afterwards. */
export async function withBrowser(name, use) {
  const { executablePath, args, ...browser } = browsers[name];
  await debian({ [executablePath]: browser.package });
  const opened = await launch({ browser: name, executablePath, args, headless: true });
  try {
    return await use(opened);
  } finally {
    await opened.close();
  }
}

/**
 * The same with one page: `outcomeAt(url)` goes there and gives what the page's script left in
 * `outcome`.
 */
export const withPage = (name, use) =>
  withBrowser(name, async (browser) => {
    const [, version] = (await browser.version()).split('/');
    const page = await browser.newPage();
    // It runs the whole suite, perhaps while another build has the machine: longer than puppeteer's
    // half minute.
    page.setDefaultTimeout(120_000);
    const outcomeAt = async (url) => {
      await page.goto(url);
      return await page.evaluate(() => globalThis.outcome);
    };
    return await use({ version, outcomeAt });
  });
