/**
 * Writes the JSON files beside it, each from the module of its name in generate/. The signatures
 * are made by node:crypto, which shares no code with the core that is tested with them. Run it
 * after adding a case: `npm run vectors`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { explained } from './generate/explain.js';
import { regressions } from './generate/regressions.js';
import { secrets } from './generate/secrets.js';
import { senders } from './generate/senders.js';
import { signings } from './generate/sign.js';
import { tags } from './generate/tags.js';
import * as v1a from './generate/v1a.js';
import { webhooks } from './generate/verify.js';

const listed = (list) => `[\n${list.map((item) => `  ${JSON.stringify(item)}`).join(',\n')}\n]`;
const v1aLists = ['webhooks', 'keys', 'signings'].map((name) => `"${name}": ${listed(v1a[name])}`);
const files = {
  'verify.json': listed(webhooks),
  'tags.json': listed(tags),
  'regressions.json': listed(regressions),
  'senders.json': listed(senders),
  'secrets.json': listed(secrets),
  'sign.json': listed(signings),
  'explain.json': listed(explained),
  'v1a.json': `{\n${v1aLists.join(',\n')}\n}`,
};
for (const [name, content] of Object.entries(files)) {
  const file = new URL(name, import.meta.url);
  const text = `${content}\n`;
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text)
    throw new Error(`${name} is not what its generator writes: npm run vectors`);
}
console.log(
  `${webhooks.length} webhooks, ${tags.length} tags, ${regressions.length} regressions, ${senders.length} of senders, ${secrets.length} secrets, ${signings.length} signings; ` +
    `of v1a ${v1a.webhooks.length}, ${v1a.keys.length}, ${v1a.signings.length}; ${explained.length} explained`,
);
