/**
 * DIVERGENCES.md, rendered from divergences.json and from what the last hunt met: `node
 * tests/differential/table.js`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const placeOf = (name) => fileURLToPath(new URL(name, import.meta.url));
const read = (name) => JSON.parse(readFileSync(placeOf(name), 'utf8'));
const FINDINGS = 'findings.json';

/**
 * Keeps how often a hunt met each divergence of a peer, and an example, and renders the page again.
 */
export function keepFindings(peer, { seed, count, met }) {
  const findings = existsSync(placeOf(FINDINGS)) ? read(FINDINGS) : {};
  const entries = [...met].map(([id, found]) => [
    id,
    { count: found.count, ...(found.example && { example: shown(found.example) }) },
  ]);
  findings[peer.name] = { version: peer.version(), count, seed, met: Object.fromEntries(entries) };
  writeFileSync(placeOf(FINDINGS), `${JSON.stringify(findings, null, 2)}\n`);
  writeFileSync(placeOf('DIVERGENCES.md'), page());
}

/** What of a webhook fits on a page. */
function shown({ webhook: { body, headers, secrets, mutations }, ours, theirs }) {
  const [{ text, raw }] = secrets;
  const bytes = Buffer.from(body);
  const isText = Buffer.from(bytes.toString()).equals(bytes) && !bytes.includes(0);
  return {
    mutations,
    headers: headers.map((pair) => pair.map((value) => short(value, 120))),
    secret: raw === undefined ? short(text, 80) : `${raw.length} raw bytes`,
    body: isText
      ? short(bytes.toString(), 60)
      : `${bytes.length} bytes, in hexadecimal ${short(bytes.toString('hex'), 60)}`,
    ours,
    theirs,
  };
}

const short = (text, length) =>
  text.length > length ? `${text.slice(0, length)}… (${text.length} characters)` : text;

function page() {
  const { divergences } = read('divergences.json');
  const findings = read(FINDINGS);
  const hunted = Object.entries(findings)
    .sort()
    .map(([name, { version, count, met }]) => {
      const times = Object.values(met).reduce((sum, found) => sum + found.count, 0);
      return `| ${name} | ${version} | ${count.toLocaleString('en')} | ${Object.keys(met).length} | ${times.toLocaleString('en')} |`;
    });
  return [
    '# Where other libraries differ',
    'The same webhooks, valid and mutated, were given to hookproof and to other libraries for the same scheme. Where they did not say the same,',
    'the reason is one of those below, or several of them together; a difference without a known reason fails the test. The figures are of the',
    'last `npm run hunt`; this page is made by `tests/differential/table.js`.',
    '',
    '| library | version | webhooks | reasons | met |',
    '| --- | --- | ---: | ---: | ---: |',
    ...hunted,
    '',
    ...divergences.flatMap((divergence) => section(divergence, findings)),
  ].join('\n');
}

const WHO = {
  hookproof: 'hookproof',
  both: 'both: it is a matter of choice',
  peer: 'the other library',
};

function section({ id, peers, webhook, theirs, ours, right, why, source }, findings) {
  const counts = Object.entries(peers).map(
    ([name, version]) =>
      `${name} ${version}: ${(findings[name]?.met[id]?.count ?? 0).toLocaleString('en')}`,
  );
  const example = Object.keys(peers)
    .map((name) => [name, findings[name]?.met[id]?.example])
    .find(([, found]) => found !== undefined);
  return [
    `## ${id}`,
    webhook,
    '',
    `- They: ${theirs}`,
    `- hookproof: ${ours}`,
    `- Right: ${WHO[right]}. ${why} (${source})`,
    `- Met: ${counts.join('; ')}`,
    '',
    ...(example === undefined ? [] : exampleOf(...example)),
  ];
}

function exampleOf(name, { headers, secret, body, ours, theirs }) {
  const lines = [
    ...headers.map(([header, value]) => `${header}: ${value}`),
    '',
    body,
    '',
    `secret     ${secret}`,
    `hookproof  ${ours}`,
    `${name}  ${theirs}`,
  ];
  return ['```text', ...lines.map(visible), '```', ''];
}

/** White space and controls would vanish on a page. */
const visible = (line) =>
  line.replace(
    /[^ -~\u00a1-\u{10ffff}…]|\u2028/gu,
    (character) => `\\u${character.codePointAt(0).toString(16).padStart(4, '0')}`,
  );

/** What is wrong with the page as it is; empty if nothing is. */
export const outdated = () =>
  readFileSync(placeOf('DIVERGENCES.md'), 'utf8') === page()
    ? ''
    : 'DIVERGENCES.md is not what its data render to: node tests/differential/table.js';

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(placeOf('DIVERGENCES.md'), page());
