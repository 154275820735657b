/** examples/workers, built by wrangler against the tarball and run by miniflare: signed by another library, over HTTP. */
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Miniflare } from 'miniflare';
import { root } from '../../tools/lib/shell.js';
import { deliver, newSecret } from '../../tools/lib/demo.js';
import { dryRun } from '../runtimes/workerd/bundle.js';

export async function exampleWorkers(consumer) {
  const folder = join(consumer, 'example-workers');
  cpSync(join(root, 'examples', 'workers'), folder, { recursive: true, filter: (path) => !path.endsWith('node_modules') });
  const out = join(folder, 'out');
  await dryRun(folder, out);

  const secret = newSecret();
  const wasm = readdirSync(out).filter((name) => name.endsWith('.wasm'));
  const miniflare = new Miniflare({
    modules: [
      { type: 'ESModule', path: join(out, 'index.js') },
      ...wasm.map((name) => ({ type: 'CompiledWasm', path: join(out, name) })),
    ],
    modulesRoot: out,
    compatibilityDate: '2026-01-01',
    bindings: { WEBHOOK_SECRET: secret },
    // What the example logs is not this test's output.
    handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.resume()),
  });
  try {
    const rows = await deliver({ url: String(await miniflare.ready), secret });
    return rows.map(({ name, expected, status, right }) => ({ name: `examples/workers, ${name}`, problem: right ? '' : `answered ${status}, not ${expected}` }));
  } finally {
    await miniflare.dispose();
  }
}
