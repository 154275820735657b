/** What Nitro makes for each place where it deploys, run in what runs there. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { binaryOf } from '../../../tools/lib/binaries.js';
import { freePort } from '../../../tools/lib/loopback.js';
import { startProgram } from '../../../tools/lib/program.js';
import { newestDate, withWorkerd } from '../../../tools/lib/workerd.js';
import { asked, askedAt, secret } from './asked.js';

/** The one is read by Nitro, the other by Nuxt. */
const variables = { NITRO_WEBHOOK_SECRET: secret, NUXT_WEBHOOK_SECRET: secret };

/** How what was made for a preset is served and asked. */
export const presets = {
  'cloudflare-module': ({ folder }) =>
    withWorkerd(
      {
        folder: join(folder, '.output', 'server'),
        main: 'index.mjs',
        date: newestDate,
        flags: ['nodejs_compat'],
        env: variables,
      },
      askedAt,
    ),
  'vercel-edge': inEdgeRuntime,
  'netlify-edge': (host) =>
    inDeno(host, wrapped(host, join('.netlify', 'edge-functions', 'server', 'server.js'))),
  'deno-deploy': (host) => inDeno(host, join('.output', 'server', 'index.ts')),
  'node-server': (host) => serving(host, 'node', [join('.output', 'server', 'index.mjs')]),
};

/** What Vercel's edge has of Node. */
const modulesOfVercel = [
  'node:assert',
  'node:async_hooks',
  'node:buffer',
  'node:events',
  'node:util',
];

/** The local sandbox of Vercel's edge, which has no modules: the function becomes one script. */
async function inEdgeRuntime({ folder }) {
  const entry = join(folder, '.vercel', 'output', 'functions', '__fallback.func', 'index.mjs');
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from ${JSON.stringify(entry)}; export { default } from ${JSON.stringify(entry)};`,
      resolveDir: folder,
    },
    bundle: true,
    format: 'iife',
    globalName: 'deployed',
    external: ['node:*'],
    logLevel: 'error',
    write: false,
  });
  const require = createRequire(join(folder, 'package.json'));
  const { EdgeRuntime } = require('edge-runtime');
  const script = `${outputFiles[0].text}\naddEventListener('fetch', (event) => event.respondWith(deployed.default(event.request, event)));`;
  const modules = (id) => (modulesOfVercel.includes(id) ? require(id) : undefined);
  const extend = (context) =>
    Object.assign(context, { require: modules, process: { env: variables } });
  const runtime = new EdgeRuntime({ initialCode: script, extend });
  return await asked((path, init) => runtime.dispatchFetch(`http://localhost${path}`, init));
}

/** Netlify's edge calls what the file exports. */
function wrapped({ folder }, file) {
  const program = `import handle from './${file}';\nDeno.serve((request) => handle(request, {}));\n`;
  writeFileSync(join(folder, 'netlify.js'), program);
  return 'netlify.js';
}

const inDeno = (host, file) =>
  serving(host, binaryOf('deno'), [
    'run',
    '--no-prompt',
    '--allow-env',
    '--allow-net',
    '--allow-read',
    '--allow-sys',
    file,
  ]);

async function serving({ folder, env }, command, args) {
  const port = await freePort();
  const options = {
    cwd: folder,
    env: {
      ...env,
      ...variables,
      PORT: String(port),
      NITRO_HOST: '127.0.0.1',
      DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${port}`,
    },
    announces: /(istening)/,
  };
  const { stop, lines } = await startProgram(command, args, options);
  try {
    return await askedAt(`http://127.0.0.1:${port}`);
  } catch (error) {
    throw new Error([error.message, ...lines].join('\n'), { cause: error });
  } finally {
    await stop();
  }
}
