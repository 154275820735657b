/** A registry of crates on loopback, as far as cargo asks it: what is sent to it comes out. */
import { createServer } from 'node:http';

/**
 * Calls `use` with the environment that leads cargo there; gives the `.crate` that was sent.
 * https://doc.rust-lang.org/cargo/reference/registries.html
 */
export async function sentByCargo(use) {
  const sent = {};
  const answers = {
    'GET /index/config.json': () => JSON.stringify({ dl: `${base}/dl`, api: base }),
    // Cargo waits until the index has what it sent.
    'GET /index/ho/ok/hookproof': () => sent.entry,
    'PUT /api/v1/crates/new': (body) => {
      // Two parts, each behind its length: what the index will say, and the file.
      const length = body.readUInt32LE(0);
      const { name, vers } = JSON.parse(body.subarray(4, 4 + length));
      sent.entry = `${JSON.stringify({ name, vers, deps: [], cksum: '0'.repeat(64), features: {}, yanked: false })}\n`;
      sent.file = body.subarray(8 + length, 8 + length + body.readUInt32LE(4 + length));
      return JSON.stringify({
        warnings: { invalid_categories: [], invalid_badges: [], other: [] },
      });
    },
  };
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const answer = answers[`${request.method} ${request.url}`]?.(body);
    response
      .writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
      .end(answer ?? '{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  try {
    await use({
      CARGO_REGISTRIES_TRIAL_INDEX: `sparse+${base}/index/`,
      CARGO_REGISTRIES_TRIAL_TOKEN: 'trial',
      CARGO_REGISTRY_DEFAULT: 'trial',
    });
    return sent.file;
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
