/**
 * Two registries on loopback, each as far as its own client asks it: what is sent to it comes out.
 */
import { createServer } from 'node:http';

/**
 * Calls `use` with the environment that leads cargo there; gives the `.crate` that was sent.
 * https://doc.rust-lang.org/cargo/reference/registries.html
 */
export const sentByCargo = (use) =>
  withRegistry(
    (base, sent) => ({
      'GET /index/config.json': () => JSON.stringify({ dl: `${base}/dl`, api: base }),
      // Cargo waits until the index has what it sent.
      'GET /index/ho/ok/hookproof': () => sent.entry,
      'PUT /api/v1/crates/new': (body) => {
        // Two parts, each behind its length: what the index will say, and the file.
        const [about, file] = partsOf(body);
        const { name, vers } = JSON.parse(about);
        sent.entry = `${JSON.stringify({ name, vers, deps: [], cksum: '0'.repeat(64), features: {}, yanked: false })}\n`;
        sent.file = file;
        return JSON.stringify({
          warnings: { invalid_categories: [], invalid_badges: [], other: [] },
        });
      },
    }),
    (base) =>
      use({
        CARGO_REGISTRIES_TRIAL_INDEX: `sparse+${base}/index/`,
        CARGO_REGISTRIES_TRIAL_TOKEN: 'trial',
        CARGO_REGISTRY_DEFAULT: 'trial',
      }),
  );

/** The same for npm, and the tarball. */
export const sentByNpm = (use) =>
  withRegistry(
    (_, sent) => ({
      'PUT /hookproof': (body) => {
        const attachments = Object.entries(JSON.parse(body)._attachments).filter(([name]) =>
          name.endsWith('.tgz'),
        );
        sent.file = Buffer.concat(attachments.map(([, { data }]) => Buffer.from(data, 'base64')));
        return '{}';
      },
    }),
    (base) =>
      use({
        npm_config_registry: base,
        [`npm_config_${base.replace('http:', '')}/:_authToken`]: 'trial',
      }),
  );

function partsOf(body) {
  const length = body.readUInt32LE(0);
  return [
    body.subarray(4, 4 + length),
    body.subarray(8 + length, 8 + length + body.readUInt32LE(4 + length)),
  ];
}

async function withRegistry(answersOf, use) {
  const sent = {};
  let answers = {};
  const server = createServer((request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      const answer = answers[`${request.method} ${request.url}`]?.(Buffer.concat(pieces));
      response
        .writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
        .end(answer ?? '{}');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  answers = answersOf(base, sent);
  try {
    await use(base);
    return sent.file;
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
