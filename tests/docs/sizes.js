/** Writes the sizes in docs/performance.md, from what is built: `npm run tables`. */
import { fileURLToPath } from 'node:url';
import { write, written } from './written.js';

const page = 'docs/performance.md';

/** What a row says, and the entry of tools/size.js that it is of. */
const shown = {
  '`verifyWebhook` alone, on Workers and at the edge': 'edge: verifyWebhook only, workerd',
  '`verifyWebhook` alone, anywhere else': 'inlined: verifyWebhook only',
  'everything of `hookproof`, on Workers': 'edge: everything, workerd',
  'everything of `hookproof/full`, on Workers': 'full, edge: everything, workerd',
  'beside it `hookproof/fetch`': 'hookproof/fetch',
  'beside it `hookproof/express`': 'hookproof/express',
  'the filter for gateways, a file of its own': 'gateway: the filter',
};

const kilobytes = (bytes) => (bytes / 1000).toFixed(1);

function table(results) {
  const rows = Object.entries(shown).map(
    ([text, entry]) =>
      `| ${text} | ${kilobytes(results.find(({ name }) => name === entry).gzipped)} KB |`,
  );
  return ['| | minified and gzipped |', '| --- | --- |', ...rows].join('\n');
}

/**
 * Returns what is wrong with the table, or nothing. Releases of zlib differ by some bytes, so that
 * a figure may be one off at its end.
 */
export function outdatedSizes(results) {
  const text = written(page, 'sizes');
  const isNear = ([row, entry]) => {
    const [, figure] =
      text
        .split('\n')
        .find((line) => line.startsWith(`| ${row} |`))
        ?.match(/ ([\d.]+) KB/) ?? [];
    return Math.abs(figure * 1000 - results.find(({ name }) => name === entry).gzipped) <= 150;
  };
  return Object.entries(shown).every(isNear)
    ? ''
    : `${page}'s table of sizes is not what is built: npm run tables`;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === '--write') {
  const { sizes } = await import('../../tools/size.js');
  write(page, 'sizes', table(await sizes()));
}
