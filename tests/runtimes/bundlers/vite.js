/** Vite's two ways to a page, each opened in Chromium. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, createServer, preview } from 'vite';
import { withPage } from '../browsers/puppeteer.js';
import { filesOf } from './bundle.js';

/** While developing: Vite bundles each dependency by itself, into its cache. */
export const viteDevServer = (folder, entries) =>
  keepingNodeEnv(async () => {
    const pages = writePages(folder, entries);
    const cacheDir = join(folder, 'cache');
    const server = await createServer({
      ...common(folder),
      cacheDir,
      server: { host, port: 0, watch: null },
    });
    try {
      await server.listen();
      const outcomes = await outcomesOf(server, pages);
      const files = bundledInto(join(cacheDir, 'deps'));
      return outcomes.map((outcome) => ({ outcome, files }));
    } finally {
      await server.close();
    }
  });

function bundledInto(deps) {
  const { optimized } = JSON.parse(readFileSync(join(deps, '_metadata.json'), 'utf8'));
  return Object.values(optimized).map(({ src }) => join(deps, src));
}

/**
 * For production. Each page is built by itself, because pages that are built together share one
 * copy of the package.
 */
export const viteBuild = (folder, entries) =>
  keepingNodeEnv(async () => {
    const pages = writePages(folder, entries);
    const files = [];
    for (const page of pages) {
      const options = { rolldownOptions: { input: join(folder, page) }, emptyOutDir: false };
      files.push(filesOf(await build({ ...common(folder), build: options })));
    }
    const server = await preview({ ...common(folder), preview: { host, port: 0 } });
    try {
      const outcomes = await outcomesOf(server, pages);
      return outcomes.map((outcome, at) => ({ outcome, files: files[at] }));
    } finally {
      await server.close();
    }
  });

/** Vite sets NODE_ENV if nobody has, and would leave it to whatever this process runs next. */
async function keepingNodeEnv(use) {
  const wasSet = 'NODE_ENV' in process.env;
  try {
    return await use();
  } finally {
    if (!wasSet) delete process.env.NODE_ENV;
  }
}

const host = '127.0.0.1';

const common = (root) => ({ root, configFile: false, logLevel: 'warn' });

function writePages(folder, entries) {
  return entries.map((entry) => {
    const page = entry.replace('.js', '.html');
    writeFileSync(
      join(folder, page),
      `<!doctype html>\n<script type="module" src="./${entry}"></script>\n`,
    );
    return page;
  });
}

const outcomesOf = ({ resolvedUrls }, pages) =>
  withPage('chrome', async ({ outcomeAt }) => {
    const outcomes = [];
    for (const page of pages) {
      const outcome = await outcomeAt(new URL(page, resolvedUrls.local[0]).href);
      if (outcome === undefined) throw new Error(`${page} did not run its script`);
      outcomes.push(outcome);
    }
    return outcomes;
  });
