/** Loads the configurations of docs/gateway.md, and finds its other blocks in the examples. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildGateway } from '../../tools/build/gateway.js';
import { example } from '../../tools/lib/gateway-example.js';
import { listener, startEnvoy, wasmFilter } from '../../tools/lib/envoy.js';
import { newSecret } from '../../tools/lib/sender.js';
import { root } from '../../tools/lib/shell.js';
import { equal, ok } from '../conformance/assert.js';
import { blocksIn } from '../docs/blocks.js';

const page = 'docs/gateway.md';
const text = readFileSync(join(root, page), 'utf8');
const blocks = blocksIn(page, text);

const backend = 'http://127.0.0.1:9';
const listening = (configuration) =>
  listener({ backend, filters: [wasmFilter(configuration, { env: ['WEBHOOK_SECRET'] })] });

export const tests = {
  'each configuration is one that Envoy loads': async () => {
    await buildGateway();
    const configurations = blocks.filter(({ lang }) => lang === 'json').map(({ code }) => code);
    equal(configurations.length, 2);
    const [first, ...others] = configurations.map(listening);
    const env = { WEBHOOK_SECRET: newSecret() };
    const envoy = await startEnvoy({ listeners: [first], backends: [backend], env });
    try {
      for (const other of others) equal(await envoy.reload([other]), true);
    } finally {
      await envoy.stop();
    }
  },
  'each other block stands in an example, as it is': () => {
    const files = readdirSync(example, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    const shown = blocks.filter(({ lang }) => ['yaml', 'php'].includes(lang));
    equal(shown.length, 4);
    for (const { code, line } of shown) {
      ok(
        files.some((file) => file.includes(code)),
        `the block of line ${line} is in no example`,
      );
    }
  },
  'every counter and every setting is in a table': () => {
    const code = readFileSync(join(root, 'gateway', 'src', 'refusal.rs'), 'utf8');
    const own = [...code.matchAll(/=> "(ERR_\w+)"/g)].map(([, name]) => name);
    equal(own.length, 5);
    const ofCrate = [
      'MISSING_HEADER',
      'MALFORMED_HEADER',
      'TIMESTAMP_TOO_OLD',
      'TIMESTAMP_TOO_NEW',
    ];
    const codes = [...own, ...ofCrate.map((name) => `ERR_${name}`), 'ERR_NO_MATCHING_SIGNATURE'];
    for (const name of codes) ok(text.includes(`| \`hookproof.refused.${name}\` |`), name);
    const config = readFileSync(join(root, 'gateway', 'src', 'config.rs'), 'utf8');
    const [, list] = /const SETTINGS: [^=]+=\s*\[([^\]]+)\]/.exec(config);
    const settings = [...list.matchAll(/"(\w+)"/g)].map(([, name]) => name);
    equal(settings.length, 6);
    for (const name of settings) ok(text.includes(`| \`${name}\` |`), name);
  },
  'what is not run here says so': () => {
    const istio = readFileSync(join(example, 'istio.yaml'), 'utf8');
    ok(istio.startsWith('# Not run in this repository'));
  },
};
