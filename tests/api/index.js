/**
 * Tests the API reference: it is built without a warning, everything is documented, and its
 * examples run.
 */
import assert from 'node:assert/strict';
import { buildDocs } from '../../tools/docs/index.js';
import { withDatabases } from '../replay/databases.js';
import { withRedis } from '../replay/redis-server.js';
import { bodyOf, examples } from './examples.js';
import { answered, body, secret, withReceiver, withWorld } from './world.js';

/** Those that are not run, each with where it is. */
const elsewhere = {
  'replay/durable-object.d.ts':
    'a Worker and its settings: tests/replay/durable-object.js runs them in workerd',
  'replay/d1.d.ts': 'one line, for a Worker: tests/replay/d1.js runs it in workerd',
};

export const api = {
  name: 'API reference: built, and its examples run',
  run: async () => {
    const problems = [];
    await buildDocs().catch((error) => problems.push(error.message));
    const found = examples();
    for (const file of Object.keys(elsewhere))
      if (!found.some((example) => example.file === file)) problems.push(`${file} has no example`);
    const chosen = found.filter(({ file }) => !(file in elsewhere));
    await withRedis(({ url: redis }) =>
      withDatabases((databases) =>
        withReceiver(async (url) => {
          for (const example of chosen) {
            const { file, of, code } = example;
            await runExample(example, { url, redis, databases }).catch((error) =>
              problems.push(`${file}, ${of}:\n${code}\n${error.stack}`),
            );
          }
        }),
      ),
    );
    if (chosen.length < 25) problems.push(`only ${chosen.length} examples were found`);
    return {
      passed: chosen.length + 1 - problems.length,
      failed: problems.length,
      report: problems.join('\n\n'),
    };
  },
};

const authentic = async () => (await import('hookproof/testing')).signedHeaders(body, secret);

/**
 * Runs it, and then what it made: the tests that it registered, the route that it put on an app,
 * the handler that it exports.
 */
async function runExample(example, places) {
  await withWorld(example, places, async (names, { tests, statuses }) => {
    const script = await bodyOf(example.code);
    const before = globalThis.fetch;
    globalThis.fetch = pulseHere(before);
    try {
      const exported = await new Function(...Object.keys(names), `${script}\nreturn example();`)(
        ...Object.values(names),
      );
      for (const { run } of tests) await run();
      if (typeof exported?.fetch === 'function')
        await judges(async (request) => (await exported.fetch(request, names.env)).status, names);
      if (example.code.startsWith('app.post(')) {
        assert.equal(await answered(names.app, await authentic()), 204);
        assert.equal(
          await answered(names.app, { ...(await authentic()), 'webhook-id': 'msg_other' }),
          401,
        );
      }
      assert.deepEqual(statuses, []);
    } finally {
      globalThis.fetch = before;
    }
  });
}

/**
 * Returns a handler takes an authentic request. One that is not, it refuses: by its answer, or by
 * an error.
 */
async function judges(handle, { signedRequest, tamperedRequest }) {
  const url = 'https://example.com/webhook';
  assert.equal(await handle(signedRequest(url, body, secret)), 204);
  const refused = await handle(tamperedRequest(url, 'body', body, secret)).catch(
    ({ code }) => code,
  );
  assert.ok(refused === 401 || refused === 'ERR_NO_MATCHING_SIGNATURE', `${refused}`);
}

/** Pulse is not asked by tests: what is for it is answered as its documentation says. */
const pulseHere = (fetch) => async (url, init) =>
  String(url) === 'https://api.runpulse.com/webhook'
    ? Response.json({ link: 'https://app.svix.com/login#key=abc' })
    : await fetch(url, init);
