/** Serves the bundled scripts, and an empty page around each. */
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { serving } from '../../../tools/lib/loopback.js';

const scripts = ['suite.js', 'in-worker.js', 'worker.js', 'policy.js'];

/**
 * Calls `use` with the server's origin. /NAME.html is a page that runs NAME.js; its `policy`
 * parameter becomes the page's Content-Security-Policy.
 */
export async function withServer(consumer, use) {
  const files = await bundled(consumer);
  return await serving((request, response) => answer(files, request, response), use);
}

/**
 * Returns the text of each script by its path, as a user's bundler makes them: what they share is a
 * chunk of its own.
 */
async function bundled(consumer) {
  const pages = join(consumer, 'tests', 'runtimes', 'browsers', 'pages');
  const { outputFiles } = await build({
    entryPoints: scripts.map((script) => join(pages, script)),
    outdir: pages,
    bundle: true,
    splitting: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(({ path, text }) => [`/${basename(path)}`, text]));
}

function answer(files, { url }, response) {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const script = pathname.replace(/\.html$/, '.js');
  if (!files.has(script)) return response.writeHead(404).end();
  if (script === pathname)
    return response.setHeader('content-type', 'text/javascript').end(files.get(script));
  response.setHeader('content-type', 'text/html');
  if (searchParams.has('policy'))
    response.setHeader('content-security-policy', searchParams.get('policy'));
  response.end(
    `<!doctype html><meta charset="utf-8"><script type="module" src="${script}"></script>`,
  );
}
