/** The results as tables: all of them for the terminal, and with what they mean for RESULTS.md. */
import { peers } from '../peers/index.js';
import { forms, shapes, sizes } from '../webhook.js';
import { microseconds, ratio, threeDigits, times, titleOfSize } from './figures.js';
import { table } from './table.js';

export const tables = (results) => `\n${sections(results).join('\n\n')}\n`;

export const report = (results) => `# Results

Written by \`npm run bench\` on ${results.date}; the run leaves every figure, with its quartiles, in
target/bench/results.json. Times depend on the machine, ratios much less.

- Machine: ${results.machine.cpu}, ${results.machine.cores} cores, ${results.machine.memory}; ${results.machine.system}
- Runtimes:
${results.runtimes.map(({ title }) => `  - ${title}`).join('\n')}
- Packages: ${packages(results.versions)}

${sections(results).join('\n\n')}

## How it was measured

- One verification of a valid webhook, signed once, from the call to the verdict, by the package as
  it is published. The body is JSON in ASCII; the headers are an object of 13 entries, filled as
  Node fills \`req.headers\`.
- Each peer has first shown, at each size, that it accepts the webhook and refuses it with one
  character changed.
- ${results.settings.rounds} rounds; in each, every peer has a turn of about ${results.settings.batchMilliseconds} ms. A figure is the median of the
  rounds: of the mean time in a turn, garbage collections included.
- **${peers['node-crypto'].title}**: what Pulse's documentation prints, with its bugs fixed. It decodes the
  secret in each call, as printed.
- **${peers.standardwebhooks.title}**, **${peers.svix.title}**: one instance is made and kept. The JSON parsing of
  standardwebhooks is switched off, because the others do not parse; svix parses, and cannot be told
  not to.
- **${peers['standardwebhooks-each'].title}**: made for each webhook, in the handler, and it parses: what
  many senders' documentation shows.
- **${peers.webcrypto.title}**: the key is imported once; each verification is awaited. Node, Deno and Bun hand it
  to another thread, and for short bodies the time is mostly that thread's waking: from an idle core
  several times what it takes from a busy one.
- **${peers.octokit.title}**: GitHub's scheme, another one, over a body of the same size;
  awaited. For bytes it is given \`body.toString()\`.
- **${peers['hookproof-wasm'].title}**: the host's SHA-256 switched off, as in a browser or at the edge.
- **${peers.sha256.title}**: \`crypto.hash('sha256', body)\`; **${peers['sha2-wasm'].title}**: the
  crate sha2, built like the core, on bytes that are already in its memory. They judge nothing: they
  are the limits.
- workerd's clock stands still during a request, so it is timed from outside: an HTTP request that
  verifies many times, less the median of requests that verify not at all. With an old compatibility
  date it has neither \`Buffer\` nor \`node:crypto\`: some peers do not run there (–), and hookproof
  is WebAssembly only.
- Cold starts: the median of ${results.settings.starts} new processes each, interleaved, with a body of 512 bytes.
`;

const packages = (versions) =>
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');

function sections(results) {
  return [
    results.runtimes.length > 0 &&
      `## One verification\n\nMicroseconds, and in brackets the peer's time / hookproof's time.`,
    ...results.runtimes.flatMap((runtime) => forms.map((form) => speedSection(runtime, form))),
    results.runtimes.length > 0 && shapeSection(results.runtimes),
    results.coldStarts.length > 0 && `## Cold start\n\n${coldStartTable(results.coldStarts)}`,
  ].filter(Boolean);
}

function speedSection(runtime, form) {
  const cellsOf = (peer) => sizes.map((size) => speedCell(runtime, peer, size, form));
  const rows = Object.entries(peers).map(([peer, { title }]) => [title, ...cellsOf(peer)]);
  return `### ${runtime.title}, ${form} body\n\n${table(['', ...sizes.map(titleOfSize)], rows)}`;
}

function shapeSection(runtimes) {
  const rows = runtimes.flatMap((runtime) =>
    ['hookproof', 'node-crypto'].map((peer) => [
      runtime.title,
      peers[peer].title,
      ...['string', ...shapes].map((form) => speedCell(runtime, peer, sizes[0], form)),
    ]),
  );
  return `### Headers of other shapes, ${titleOfSize(sizes[0])}, string body\n\n${table(['', '', '13 headers', ...shapes], rows)}`;
}

function speedCell(runtime, peer, size, form) {
  const figure = microseconds(runtime, peer, size, form);
  if (figure === undefined) return '–';
  return peer === 'hookproof'
    ? threeDigits(figure)
    : `${threeDigits(figure)} (${times(ratio(runtime, peer, size, form))})`;
}

function coldStartTable(coldStarts) {
  const milliseconds = (figure) => (figure === undefined ? '–' : figure.toFixed(1));
  const rows = coldStarts.map(({ runtime, peer, sinceStart, sinceImport }) => [
    runtime,
    peers[peer]?.title ?? 'an empty Worker',
    milliseconds(sinceStart),
    milliseconds(sinceImport),
  ]);
  return table(
    ['', '', 'from process start to first verdict, ms', 'of which loading and verifying, ms'],
    rows,
  );
}
