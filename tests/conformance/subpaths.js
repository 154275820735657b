/**
 * What `hookproof/replay`, `hookproof/pulse` and `hookproof/testing` do in every runtime. What
 * needs a server is tested elsewhere.
 */
import { equal, ok, rejected, thrown } from './assert.js';

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export const subpathTests = (hookproof, { replay, pulse, testing }) =>
  Object.entries({
    ...replayTests(replay),
    ...pulseTests(hookproof, pulse, testing),
    ...testingTests(hookproof, testing),
  }).map(([name, run]) => ({ name, run }));

const replayTests = ({
  memoryReplayStore,
  redisReplayStore,
  DurableObjectReplayStore,
  postgresReplayStore,
  sqliteReplayStore,
  d1ReplayStore,
}) => ({
  'replay: of 1,000 concurrent claims of one key exactly one is made': async () => {
    const store = memoryReplayStore();
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, at) =>
        store.claim('msg_1', { leaseSeconds: 60, token: `${at}` }),
      ),
    );
    equal(
      [
        answers.filter((state) => state === 'claimed').length,
        answers.filter((state) => state === 'busy').length,
      ],
      [1, 999],
    );
  },
  'replay: what is released or has ended can be claimed again, what is done can not': async () => {
    const store = memoryReplayStore();
    const claim = (key, leaseSeconds = 60) => store.claim(key, { leaseSeconds, token: 'one' });
    equal(
      [await claim('released'), await claim('ended', 0.05), await claim('done')],
      ['claimed', 'claimed', 'claimed'],
    );
    equal(
      [await store.release('released', 'one'), await store.complete('done', 'one', 60)],
      [true, true],
    );
    await sleep(100);
    equal(
      [await claim('released'), await claim('ended'), await claim('done')],
      ['claimed', 'claimed', 'done'],
    );
    equal(
      [await store.complete('ended', 'other', 60), await store.release('ended', 'other')],
      [false, false],
    );
  },
  'replay: full of what is fresh it refuses, and gives up what is not': async () => {
    const store = memoryReplayStore({ maxEntries: 1 });
    const claim = (key) => store.claim(key, { leaseSeconds: 60, token: 'one', freshSeconds: 0.05 });
    equal([await claim('a'), await store.complete('a', 'one', 86_400)], ['claimed', true]);
    await rejected(claim('b'));
    await sleep(100);
    equal([await claim('b'), (await rejected(claim('a'))) instanceof Error], ['claimed', true]);
  },
  'replay: every store is there, and says what it was not given': () => {
    equal(thrown(() => redisReplayStore({})).code, 'ERR_OPTION');
    equal(thrown(() => DurableObjectReplayStore.from({})).code, 'ERR_OPTION');
    for (const make of [postgresReplayStore, sqliteReplayStore, d1ReplayStore])
      equal(thrown(() => make({})).code, 'ERR_OPTION');
  },
});

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const body =
  '{"type":"job.completed","timestamp":"2024-01-15T10:30:00Z","data":{"job_id":"1","status":"completed","pages_processed":25,"processing_time":12.5}}';

function pulseTests(
  { WebhookVerificationError },
  { unwrapPulseWebhook, parsePulseEvent },
  { now, signedHeaders },
) {
  const unwrap = (event) => {
    const payload = typeof event === 'string' ? event : JSON.stringify(event);
    return unwrapPulseWebhook(payload, signedHeaders(payload, secret, { now }), secret, { now });
  };
  const refusal = (event, field) => {
    for (const error of [thrown(() => unwrap(event)), thrown(() => parsePulseEvent(event))]) {
      ok(error instanceof WebhookVerificationError, `${error} is no WebhookVerificationError`);
      equal(error.code, 'ERR_PAYLOAD_JSON');
      ok(error.message.endsWith(` ${field}`) && !error.message.includes('private'), error.message);
    }
  };
  return {
    'pulse: the event that the documentation shows comes out as it went in': () => {
      const { id, timestamp, event, secretIndex } = unwrap(body);
      equal([event, secretIndex, timestamp.getTime() / 1000], [JSON.parse(body), 0, now]);
      ok(id.startsWith('msg_'), id);
    },
    'pulse: each known type needs a job and no more, and keeps what it has more': () => {
      for (const type of [
        'job.created',
        'job.processing',
        'job.completed',
        'job.failed',
        'job.cancelled',
      ]) {
        const event = { type, data: { job_id: '1' } };
        equal(unwrap(event).event, event);
        const more = {
          type,
          timestamp: null,
          tenant: 'a',
          data: { job_id: '1', status: null, error: { code: 1 }, region: ['eu'] },
        };
        equal(unwrap(more).event, more);
        refusal({ type }, 'data.job_id');
        for (const data of [null, [], 'private', {}, { job_id: 7 }, { job_id: null }])
          refusal({ type, data }, 'data.job_id');
        refusal({ type, timestamp: 7, data: { job_id: '1' } }, 'timestamp');
        refusal({ type, data: { job_id: '1', status: 7 } }, 'data.status');
      }
    },
    'pulse: a documented field of another kind is refused by its name': () => {
      refusal(
        { type: 'job.completed', data: { job_id: '1', pages_processed: 'private' } },
        'data.pages_processed',
      );
      refusal(
        { type: 'job.completed', data: { job_id: '1', processing_time: ['private'] } },
        'data.processing_time',
      );
    },
    'pulse: a type of the future is kept as it is': () => {
      for (const type of [
        'job.archived',
        'invoice.paid',
        'JOB.COMPLETED',
        '',
        'toString',
        '__proto__',
        'constructor',
      ]) {
        for (const event of [
          { type },
          { type, data: 7 },
          { type, timestamp: [], data: { job_id: 1 } },
        ])
          equal(unwrap(event).event, event);
      }
    },
    'pulse: what is no event is refused': () => {
      for (const event of [null, 'private', 7, [], {}, { type: 7 }, { type: null }])
        refusal(typeof event === 'string' ? JSON.stringify(event) : event, 'type');
      equal(thrown(() => unwrap('no JSON')).code, 'ERR_PAYLOAD_JSON');
    },
    'pulse: nothing is looked at before it is verified': () => {
      const error = thrown(() =>
        unwrapPulseWebhook('{}', signedHeaders(body, secret, { now }), secret, { now }),
      );
      equal(error.code, 'ERR_NO_MATCHING_SIGNATURE');
    },
  };
}

function testingTests(
  hookproof,
  { now, signedHeaders, signedRequest, svixHeaders, tampered, tamperedRequest, tamperings },
) {
  const { unwrapWebhook, verifyRequest, verifyWebhook, WebhookVerificationError, generateSecret } =
    hookproof;
  const url = 'https://example.com/webhook';
  const payloads = {
    text: body,
    bytes: new TextEncoder().encode(body),
    'an ArrayBuffer': new TextEncoder().encode(body).buffer,
    nothing: '',
  };
  const codeOf = (payload, headers, options) => {
    const error = thrown(() => unwrapWebhook(payload, headers, secret, options));
    ok(error instanceof WebhookVerificationError, `${error} is no WebhookVerificationError`);
    return error.code;
  };
  return {
    'testing: signed headers verify, by a fixed clock and by the real one': () => {
      for (const payload of Object.values(payloads)) {
        equal(verifyWebhook(payload, signedHeaders(payload, secret), secret), true);
        equal(
          verifyWebhook(payload, signedHeaders(payload, secret, { now }), secret, {
            now,
            toleranceSeconds: 0,
          }),
          true,
        );
        equal(
          verifyWebhook(
            payload,
            signedHeaders(payload, secret, { now: new Date(now * 1000) }),
            secret,
            { now, toleranceSeconds: 0 },
          ),
          true,
        );
      }
      equal(verifyWebhook(body, signedHeaders(body, secret, { now }), secret), false);
    },
    'testing: the same id and clock give the same headers, which are known': () => {
      const signed = signedHeaders('{"test": 2432232314}', secret, {
        id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        now: 1614265330,
      });
      equal(signed['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
      equal(
        signedHeaders(body, secret, { id: 'a', now }),
        signedHeaders(body, secret, { id: 'a', now }),
      );
    },
    "testing: Svix's names verify as well, and hold the same": () => {
      const signed = signedHeaders(body, secret);
      const svix = svixHeaders(signed);
      equal(
        [Object.keys(svix), Object.values(svix)],
        [['svix-id', 'svix-timestamp', 'svix-signature'], Object.values(signed)],
      );
      equal(verifyWebhook(body, svix, secret), true);
    },
    'testing: a rotation signs with each secret': () => {
      const other = generateSecret();
      const signed = signedHeaders(body, [other, secret]);
      equal(
        [verifyWebhook(body, signed, secret), verifyWebhook(body, signed, other)],
        [true, true],
      );
    },
    'testing: a signed request verifies, and says what it is': async () => {
      for (const [kind, payload] of Object.entries(payloads)) {
        const request = signedRequest(url, payload, secret, {
          id: 'msg_1',
          headers: { 'x-test': 'yes' },
        });
        equal(
          [
            request.method,
            request.url,
            request.headers.get('content-type'),
            request.headers.get('x-test'),
          ],
          ['POST', url, 'application/json', 'yes'],
        );
        if (kind === 'nothing') continue;
        const { id, event } = await verifyRequest(request, secret);
        equal([id, event], ['msg_1', JSON.parse(body)], kind);
      }
      equal(
        signedRequest(new URL(url), body, secret, {
          headers: { 'content-type': 'text/plain' },
        }).headers.get('content-type'),
        'text/plain',
      );
    },
    'testing: names of headers that differ in case are one header, and the signature wins':
      async () => {
        const headers = {
          'Content-Type': 'text/plain',
          'Webhook-Id': 'mine',
          'WEBHOOK-SIGNATURE': 'none',
        };
        const request = signedRequest(url, body, secret, { id: 'msg_1', headers });
        equal(
          [request.headers.get('content-type'), request.headers.get('webhook-id')],
          ['text/plain', 'msg_1'],
        );
        equal((await verifyRequest(request, secret)).id, 'msg_1');
      },
    'testing: whatever is tampered with is refused by the code that it names': () => {
      equal(tamperings.length, 10);
      for (const how of tamperings) {
        for (const [kind, payload] of Object.entries(payloads)) {
          for (const options of [
            undefined,
            { now },
            { now: new Date(now * 1000), toleranceSeconds: 60 },
            { now, toleranceSeconds: 0 },
            { now, toleranceSeconds: 0.5 },
          ]) {
            const delivery = tampered(how, payload, secret, options);
            equal(
              codeOf(delivery.payload, delivery.headers, options),
              delivery.code,
              `${how}, ${kind}`,
            );
          }
        }
      }
    },
    'testing: a tampered request is refused likewise': async () => {
      for (const how of tamperings) {
        const error = await rejected(
          verifyRequest(tamperedRequest(url, how, body, secret), secret),
        );
        equal(error.code, tampered(how, body, secret).code, how);
      }
    },
    'testing: during a rotation no entry of a tampered signature is left good': () => {
      const secrets = [generateSecret(), secret];
      for (const how of tamperings) {
        const { payload, headers } = tampered(how, body, secrets);
        equal(verifyWebhook(payload, headers, secrets), false, how);
      }
    },
    'testing: it does not touch what it was given, and knows no other ways': () => {
      const bytes = new TextEncoder().encode(body);
      tampered('body', bytes, secret);
      equal(new TextDecoder().decode(bytes), body);
      equal(thrown(() => tampered('nothing', body, secret)).code, 'ERR_OPTION');
    },
  };
}
