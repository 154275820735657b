/**
 * Blocks that are Cloudflare Workers, in workerd with the bindings of the wrangler.jsonc that may
 * follow them.
 */
import { deepEqual } from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions as optionsOf } from 'wrangler';
import { withEsbuild } from '../runtimes/workerd/bundle.js';
import { claimless } from './program.js';
import { body, headersFor, over, prove, secret } from './sender.js';

export async function inWorkerd(block, name, { folder, consumer }) {
  writeFileSync(join(folder, 'index.js'), claimless(block, name));
  const settings = block.after?.lang === 'jsonc' ? block.after.code : '"compatibility_flags": []';
  const config = join(folder, 'wrangler.jsonc');
  writeFileSync(
    config,
    `{ "name": "docs", "main": "index.js", "compatibility_date": "2026-01-01",\n${settings}\n}`,
  );
  const out = join(folder, 'out');
  await withEsbuild(consumer, join(folder, 'index.js'), out);
  const modules = readdirSync(out).map((file) => ({
    type: file.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
    path: join(out, file),
  }));
  const { workerOptions } = optionsOf(config);
  const printed = [];
  const workerd = new Miniflare({
    ...workerOptions,
    modules: modules.sort(({ type }) => (type === 'ESModule' ? -1 : 1)),
    modulesRoot: out,
    bindings: { WEBHOOK_SECRET: secret },
    handleRuntimeStdio: (...streams) => {
      for (const stream of streams) stream.on('data', (text) => printed.push(text));
    },
  });
  try {
    const send = over(String(await workerd.ready));
    await prove(send);
    if (Object.keys(workerOptions.durableObjects ?? {}).length === 0) return;
    const headers = headersFor(body);
    deepEqual(
      [await send(body, headers), await send(body, headers)],
      [204, 204],
      'two deliveries of one webhook',
    );
    // It prints each that it works on.
    const worked = () => printed.join('').split(headers['webhook-id']).length - 1;
    for (let waited = 0; worked() === 0 && waited < 100; waited++) await sleep(20);
    await sleep(200);
    deepEqual(worked(), 1, 'one webhook is worked on once');
  } finally {
    await workerd.dispose();
  }
}

/** A wrangler.jsonc that the Worker before it was run with: it must have given it a binding. */
export async function asConfiguration({ before, code }, _, { folder }) {
  if (!/export default/.test(before?.code ?? ''))
    throw new Error('no Worker stands before this configuration');
  const config = join(folder, 'wrangler.jsonc');
  writeFileSync(
    config,
    `{ "name": "docs", "main": "index.js", "compatibility_date": "2026-01-01",\n${code}\n}`,
  );
  writeFileSync(join(folder, 'index.js'), '');
  const { workerOptions } = optionsOf(config);
  for (const name of Object.keys(workerOptions.durableObjects ?? {})) {
    if (!before.code.includes(`env.${name}`))
      throw new Error(`the Worker before it does not use ${name}`);
  }
}
