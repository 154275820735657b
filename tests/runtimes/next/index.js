/**
 * A Next app, built with either bundler: the package runs in a handler on Node, in one at the edge,
 * and in a page.
 */
import { versionOf } from '../../../tools/lib/binaries.js';
import { withBrowser } from '../browsers/puppeteer.js';
import { assertEdgeLight, build, serve } from './project.js';

const version = versionOf('next');
const bundlers = { turbopack: 'Turbopack', webpack: 'webpack' };

const places = {
  'Node route handler': ({ url, lines }) => askHandler(`${url}/node`, lines),
  'edge route handler': async ({ url, lines, folder }) => {
    assertEdgeLight(folder);
    return askHandler(`${url}/edge`, lines);
  },
  'client page': ({ url }) => askPage(url),
};

export const rows = Object.entries(bundlers).flatMap(([bundler, title]) => {
  const answersOf = oncePerConsumer((consumer) => ask(consumer, bundler));
  return Object.keys(places).map((place) => ({
    name: `Next ${version.split('.')[0]} (${title}), ${place}`,
    run: async (consumer) => ({ version, ...(await (await answersOf(consumer))[place]) }),
  }));
});

/** The first row of a bundler builds, serves and asks for all of its rows. */
function oncePerConsumer(make) {
  const made = new Map();
  return (consumer) => {
    if (!made.has(consumer)) made.set(consumer, make(consumer));
    return made.get(consumer);
  };
}

/**
 * Gives a promise for each place, so that what goes wrong in one is not held against the others.
 */
async function ask(consumer, bundler) {
  const folder = await build(consumer, bundler);
  return serve(folder, async (url, lines) => {
    const answers = Object.entries(places).map(([place, answer]) => [
      place,
      answer({ url, lines, folder }),
    ]);
    await Promise.allSettled(answers.map(([, answer]) => answer));
    return Object.fromEntries(answers);
  });
}

async function askHandler(url, lines) {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok)
    throw new Error([`${url} answered ${response.status}: ${text}`, ...lines].join('\n'));
  return JSON.parse(text);
}

const askPage = (url) =>
  withBrowser('chrome', async (browser) => {
    const page = await browser.newPage();
    // It runs the whole suite, perhaps while another build has the machine: longer than puppeteer's
    // half minute.
    page.setDefaultTimeout(120_000);
    const broken = new Promise((_, reject) => page.on('pageerror', reject));
    const result = page.goto(url).then(() => page.waitForFunction('window.result'));
    return (await Promise.race([result, broken])).jsonValue();
  });
