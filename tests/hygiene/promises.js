/**
 * SECURITY.md: each promise names a test that is there; and those that no other test holds are held
 * here.
 */
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/shell.js';
import { equal, ok } from '../conformance/assert.js';

const page = () => readFileSync(join(root, 'SECURITY.md'), 'utf8');

/** Returns the rows of its table: what is promised, and the second cell. */
export function promises(text) {
  const [, table] = text.split('| promise | held to it by |\n| --- | --- |\n');
  const rows = table.slice(0, table.indexOf('\n\n')).split('\n');
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, 3)
      .map((cell) => cell.trim()),
  );
}

/**
 * Returns what is wrong with how a promise is held: it names files of vectors, folders of tests, or
 * files that have tests.
 */
export function problemsOf([promise, held]) {
  const vectors = [...held.matchAll(/`(\w+\.json)`/g)].map(([, name]) =>
    join('tests', 'vectors', name),
  );
  const links = [...held.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => path);
  const isTest = (path) => {
    if (!existsSync(join(root, path))) return false;
    if (path.endsWith('.rs')) return readFileSync(join(root, path), 'utf8').includes('#[test]');
    return (
      path.startsWith('tests/') &&
      (statSync(join(root, path)).isDirectory() || /\.js(on)?$/.test(path))
    );
  };
  if (vectors.length + links.length === 0) return [`${promise}: nothing holds it`];
  return [...vectors, ...links]
    .filter((path) => !isTest(path))
    .map((path) => `${promise}: ${path} is no test`);
}

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** Processor time of one call, the least of several. */
function costOf(action) {
  const times = Array.from({ length: 9 }, () => {
    const start = process.cpuUsage();
    action();
    const { user, system } = process.cpuUsage(start);
    return user + system;
  });
  return Math.min(...times);
}

export const promiseTests = {
  'each promise of SECURITY.md names tests that are there': () => {
    const rows = promises(page());
    ok(rows.length >= 13, `${rows.length} rows`);
    equal(rows.flatMap(problemsOf), []);
  },
  'a promise that names nothing, a page or what is gone would be found': () => {
    for (const held of [
      '',
      'care',
      '[a page](docs/errors.md)',
      '`gone.json`',
      '[gone](tests/gone)',
      '[no test](src/lib.rs)',
    ]) {
      equal(problemsOf(['x', held]).length, 1, held);
    }
    equal(problemsOf(['x', '`verify.json`, [one](src/secret.rs), [more](tests/limits)']), []);
  },
  'an explanation has no part of a secret, and no signature that was computed, whatever is wrong':
    async () => {
      const { explainWebhook, signWebhook } = await import('hookproof/full');
      const timestamp = 1_700_000_000;
      const body = '{"type": "job.completed"}\n';
      const key = Buffer.from(secret.slice(6), 'base64');
      const changed = {
        exact: body,
        trimmed: body.trim(),
        compact: JSON.stringify(JSON.parse(body)),
        empty: '',
        other: '{"type": "job.failed"}',
      };
      const headers = signWebhook(body, secret, { id: 'msg_1', timestamp });
      const stale = signWebhook(body, secret, { id: 'msg_1', timestamp: timestamp - 3600 });
      const other = {
        ...headers,
        'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
      };
      const cut = { ...headers, 'webhook-signature': headers['webhook-signature'].slice(0, -4) };
      const given = {
        right: secret,
        'without its prefix': secret.slice(6),
        'as text': new TextEncoder().encode(secret),
        'cut off': secret.slice(0, -3),
        spaced: ` ${secret} `,
      };
      let explained = 0;
      for (const [how, sent] of Object.entries({ headers, stale, other, cut })) {
        for (const [what, payload] of Object.entries(changed)) {
          for (const [form, asSecret] of Object.entries(given)) {
            const told = JSON.stringify(
              explainWebhook(payload, sent, asSecret, { now: timestamp }),
            );
            const where = `${how}, ${what}, ${form}: ${told}`;
            for (let at = 6; at + 8 <= secret.length; at++)
              ok(!told.includes(secret.slice(at, at + 8)), where);
            for (const text of Object.values(changed)) {
              const mac = createHmac('sha256', key)
                .update(`msg_1.${sent['webhook-timestamp']}.${text}`)
                .digest();
              for (const form of ['base64', 'base64url', 'hex'])
                ok(!told.includes(mac.toString(form).slice(0, 16)), where);
            }
            explained++;
          }
        }
      }
      equal(explained, 100);
    },
  'HMAC hashes the body once for each key, however long the list of signatures is': async () => {
    const { signWebhook, verifyWebhook } = await import('hookproof');
    const body = new Uint8Array(2 ** 22);
    const headers = signWebhook(body, secret);
    const forged = `v1,${Buffer.alloc(32).toString('base64')}`;
    const withEntries = (count) => () => {
      equal(
        verifyWebhook(
          body,
          { ...headers, 'webhook-signature': Array(count).fill(forged).join(' ') },
          secret,
        ),
        false,
      );
    };
    const [one, all] = [1, 32].map((count) => costOf(withEntries(count)));
    ok(all < 2 * one, `one signature takes ${one} microseconds, 32 take ${all}`);
  },
};
