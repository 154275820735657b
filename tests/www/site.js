/**
 * The built page, served, with a second copy of its own policy that reports to the server what
 * breaks it: no engine can hide that.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveWww } from '../../tools/lib/serve-www.js';
import { root } from '../../tools/lib/shell.js';

/** Returns the policy of the built page. */
export function policy() {
  const html = readFileSync(join(root, 'www', 'dist', 'index.html'), 'utf8');
  const [, content] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  if (content === undefined) throw new Error('the page has no policy');
  return content;
}

/**
 * Calls `use` with the URL, the reports so far, and `stop`. `enforced` is one more policy, as a
 * host may add one.
 */
export async function withSite(use, { enforced } = {}) {
  const reports = [];
  const own = policy();
  const answer = (request, response, next) => {
    if (request.url === '/report') {
      let text = '';
      request.on('data', (piece) => (text += piece));
      request.on('end', () => reports.push(text));
      return response.writeHead(204).end();
    }
    if (new URL(request.url, 'http://localhost').pathname === '/') {
      response.setHeader('content-security-policy-report-only', `${own}; report-uri /report`);
      if (enforced !== undefined) response.setHeader('content-security-policy', enforced);
    }
    next();
  };
  const watching = {
    name: 'watching',
    configurePreviewServer: ({ middlewares }) => void middlewares.use(answer),
  };
  const { url, stop } = await serveWww(0, [watching]);
  let isUp = true;
  const stopOnce = async () => {
    if (isUp) await stop();
    isUp = false;
  };
  try {
    return await use({ url, reports, stop: stopOnce });
  } finally {
    await stopOnce();
  }
}
