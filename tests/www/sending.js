/** Runs what the Sign tab gives, in a real shell and in Node, against a receiver that verifies. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSecret, verifyWebhook } from 'hookproof';
import { serving } from '../../tools/lib/loopback.js';
import { root, run } from '../../tools/lib/shell.js';

/**
 * Calls `use` with the URL and the secret of a receiver, and with `last()`, the answer and the body
 * that it took last.
 */
export async function withReceiver(use) {
  const secret = generateSecret();
  let taken;
  const receiver = async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const status = verifyWebhook(body, request.headers, secret) ? 204 : 401;
    taken = { status, body: body.toString() };
    response.writeHead(status).end();
  };
  return await serving(receiver, (origin) =>
    use({ url: `${origin}/webhook`, secret, last: () => taken }),
  );
}

export async function sending(code, { secret, last }) {
  const env = { ...process.env, WEBHOOK_SECRET: secret };
  const answers = [];
  await run('bash', ['-c', `${code.curl} --silent`], { env });
  answers.push({ by: 'curl', ...last() });

  const folder = mkdtempSync(join(tmpdir(), 'hookproof-www-'));
  try {
    writeFileSync(join(folder, 'webhook-secret.txt'), `${secret}\n`);
    // As npx does it where the package is installed: this one, and never a registry's.
    const npx = `npx() { shift; '${process.execPath}' '${join(root, 'pkg', 'dist', 'cli.js')}' "$@"; }`;
    await run('bash', ['-c', `${npx}\n${code['Command line']}`], { cwd: folder });
    answers.push({ by: 'npx hookproof send', ...last() });
  } finally {
    rmSync(folder, { recursive: true });
  }

  const handler = `import { verifyWebhook } from 'hookproof';
    const handler = async (request) => ({ status: verifyWebhook(await request.arrayBuffer(), request.headers, process.env.WEBHOOK_SECRET) ? 204 : 401 });`;
  const program = `${handler}\n${code.Test}\nconsole.log(answer.status);`;
  const status = Number(
    await run(process.execPath, ['--input-type=module', '--eval', program], { env }),
  );
  answers.push({ by: 'test', ...last() }, { by: 'test of a handler', ...last(), status });
  return answers;
}
