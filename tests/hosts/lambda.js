/**
 * A function for AWS Lambda, bundled by esbuild as its tools do it, and called with events of API
 * Gateway's shape.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { lastJson, run } from '../../tools/lib/shell.js';
import { asked, secret } from './lib/asked.js';
import { withHost } from './lib/host.js';

const formats = { ESM: 'esm', CommonJS: 'cjs' };

export const rows = Object.entries(formats).map(([title, format]) => ({
  name: `AWS Lambda by esbuild, ${title}`,
  run: (consumer) =>
    withHost('lambda', consumer, async (host) => {
      const outfile = join('out', format === 'cjs' ? 'index.cjs' : 'index.mjs');
      const target = [
        '--platform=node',
        '--target=node20',
        `--format=${format}`,
        '--minify',
        `--outfile=${outfile}`,
      ];
      await run('npx', ['esbuild', 'handler.js', '--bundle', ...target], {
        cwd: host.folder,
        env: host.env,
      });
      return {
        version: `esbuild ${host.versionOf('esbuild')}`,
        ...(await asked(invoking(host, `./${outfile}`))),
      };
    }),
}));

/** Each request is an event to a new process, as a cold start is. */
function invoking(host, file) {
  return async (path, { method, headers = {}, body = '' }) => {
    const event = {
      version: '2.0',
      rawPath: path,
      requestContext: { http: { method, path } },
      headers,
      body,
      isBase64Encoded: false,
    };
    const encoded = { ...event, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
    const env = { ...host.env, WEBHOOK_SECRET: secret };
    const child = spawn('node', ['invoke.mjs', file], {
      cwd: host.folder,
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(JSON.stringify(method === 'GET' ? [] : [event, encoded]));
    const answers = lastJson(await text(child.stdout));
    if (method === 'GET') return Response.json(answers);
    const [status, ...others] = new Set(answers.map(({ statusCode }) => statusCode));
    return new Response(null, { status: others.length === 0 ? status : 500 });
  };
}
