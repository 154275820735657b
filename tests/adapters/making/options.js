/** Tests options: which are wrong, what each does, and what an adapter says when it is made. */
import { deepEqual, equal, throws } from 'node:assert/strict';
import { webhook as express } from 'hookproof/express';
import { webhook as fastify } from 'hookproof/fastify';
import { webhookHandler } from 'hookproof/fetch';
import { webhook as hono } from 'hookproof/hono';
import { memoryReplayStore } from 'hookproof/replay';
import { signWebhook, WebhookConfigError } from 'hookproof';
import { adapters as adapterEntries } from '../../../tools/lib/entries.js';
import { signed } from '../http.js';
import { answerOf, onEvent, request, secret } from './receiver.js';

const wrong = {
  maxBodyBytes: [-1, Number.NaN, Infinity, '1', null],
  toleranceSeconds: [-1, Number.NaN, Infinity, '300', null],
  bodyTimeoutMs: [0, -1, 2 ** 31, Number.NaN, Infinity, '1'],
  storeTimeoutMs: [0, 2 ** 31, '5000'],
  rememberSeconds: [0, 600, 605.9, 30_000_001, Number.MAX_VALUE, Infinity, '606'],
  leaseSeconds: [0, 0.5, 3601, Infinity, '60', null],
  maxWorkSeconds: [0, 59, 30_000_001, Infinity, '900', null],
  endpoint: ['', 'x'.repeat(201), 'a\nb', 7, null],
  jsonParse: ['false', 0, null],
  now: ['1614265330', Number.NaN, Infinity, new Date(Number.NaN), null, {}],
  replay: [null, {}, { claim() {} }, { claim() {}, release() {} }, 'memory', true],
  onReplay: ['accept', true, null],
  onStoreError: ['ignore', null, true],
  onRefused: ['log', null, {}],
  verify: [null, 'full', {}],
};

/** Makes each adapter of a secret and options. */
const adapters = {
  express,
  fastify,
  hono,
  fetch: (secret, options) =>
    webhookHandler(
      options === null || typeof options !== 'object' ? options : { secret, onEvent, ...options },
    ),
};

export const options = {
  'every adapter of the package is made here': () =>
    deepEqual(Object.keys(adapters).sort(), adapterEntries.map(({ name }) => name).sort()),
  'a wrong option is an error at once, and says which': () => {
    for (const [name, make] of Object.entries(adapters)) {
      for (const [option, values] of Object.entries(wrong)) {
        for (const value of values) {
          throws(
            () => make(secret, { [option]: value }),
            { name: 'WebhookConfigError', code: 'ERR_OPTION', message: new RegExp(`^${option} `) },
            `${name} ${option} ${value}`,
          );
        }
      }
      for (const options of [null, 300, 'none'])
        throws(() => make(secret, options), { code: 'ERR_OPTION' }, `${name} ${options}`);
    }
  },
  'two receivers that share a store need two names': async () => {
    for (const make of Object.values(adapters)) {
      const replay = memoryReplayStore();
      make(secret, { replay });
      throws(() => make(secret, { replay }), {
        code: 'ERR_OPTION',
        message: /give each an `endpoint`/,
      });
      make(secret, { replay, endpoint: 'other' });
      throws(() => express(secret, { replay, endpoint: 'other' }), { code: 'ERR_OPTION' });
    }
    // One that a function gives shows at the first webhook.
    const found = memoryReplayStore();
    const options = { replay: () => found };
    deepEqual(await answerOf(options), { status: 204, told: [] });
    deepEqual(await answerOf(options), { status: 500, told: ['ERR_OPTION'] });
    deepEqual(await answerOf({ ...options, endpoint: 'other' }), { status: 204, told: [] });
  },
  'a wrong secret is an error at once for Express and Fastify': () => {
    for (const make of [express, fastify]) {
      for (const [value, code] of Object.entries({
        '': 'ERR_SECRET_MISSING',
        whsec_your_secret_here: 'ERR_SECRET_LENGTH',
        'whsec_no!': 'ERR_SECRET_FORMAT',
      })) {
        throws(() => make(value), { name: 'WebhookConfigError', code });
      }
      throws(() => make(undefined), { code: 'ERR_SECRET_MISSING' });
      throws(() => make([]), WebhookConfigError);
      make(() => undefined);
      make('for another verify', { verify: async () => {} });
    }
  },
  'a sender may have shorter secrets than others': async () => {
    const short = `whsec_${Buffer.alloc(18, 7).toString('base64')}`;
    const delivery = signed(undefined, { by: [] });
    const headers = signWebhook(delivery.body, short, { id: delivery.id, minSecretBytes: 18 });
    for (const make of [express, fastify]) {
      make(short, { minSecretBytes: 18 });
      throws(() => make(short), { code: 'ERR_SECRET_LENGTH' });
      throws(() => make(secret, { minSecretBytes: 0 }), { code: 'ERR_OPTION' });
    }
    deepEqual(await answerOf({ secret: short, minSecretBytes: 18 }, { ...delivery, headers }), {
      status: 204,
      told: [],
    });
    deepEqual(await answerOf({ secret: short }, { ...delivery, headers }), {
      status: 500,
      told: ['ERR_SECRET_LENGTH'],
    });
  },
  'fetch and Hono learn their secret late, and say so with a 500': async () => {
    deepEqual(await answerOf({ secret: undefined }), { status: 500, told: ['ERR_SECRET_MISSING'] });
    deepEqual(await answerOf({ secret: (env) => env.MISSING }, signed(), {}), {
      status: 500,
      told: ['ERR_SECRET_MISSING'],
    });
    deepEqual(
      await answerOf({
        secret: () => {
          throw new Error('no vault');
        },
      }),
      { status: 500, told: ['no vault'] },
    );
  },
  'a store factory in place of a store is a mistake, and nothing is processed': async () => {
    let processed = 0;
    for (const replay of [memoryReplayStore, () => memoryReplayStore()]) {
      deepEqual(await answerOf({ replay, onEvent: () => void processed++ }), {
        status: 500,
        told: ['ERR_OPTION'],
      });
    }
    const stores = new Map([['one', memoryReplayStore()]]);
    equal((await answerOf({ replay: (env) => stores.get(env) }, signed(), 'one')).status, 204);
    equal(processed, 0);
  },
  'what somebody left on Object.prototype is no option': async () => {
    const delivery = signed(undefined, { at: new Date(1_614_265_330_000) });
    const handler = webhookHandler({ secret, onEvent });
    for (const [name, value] of Object.entries({ now: 1_614_265_330, toleranceSeconds: 1e9 })) {
      Object.prototype[name] = value;
      try {
        equal((await handler(request(delivery))).status, 401, name);
      } finally {
        delete Object.prototype[name];
      }
    }
  },
  'a time to compare with is honoured': async () => {
    const delivery = signed(undefined, { at: new Date(1_614_265_330_000) });
    equal((await answerOf({ now: 1_614_265_330 }, delivery)).status, 204);
    equal((await answerOf({ now: new Date(1_614_265_630_000) }, delivery)).status, 204);
    deepEqual(await answerOf({ now: 1_614_265_631 }, delivery), {
      status: 401,
      told: ['ERR_TIMESTAMP_TOO_OLD'],
    });
  },
  'a wrong onEvent or onError is an error at once': () => {
    throws(() => webhookHandler(), { code: 'ERR_OPTION' });
    throws(() => webhookHandler({ secret }), { code: 'ERR_OPTION', message: /^onEvent/ });
    throws(() => webhookHandler({ secret, onEvent, onError: 'log' }), {
      code: 'ERR_OPTION',
      message: /^onError/,
    });
  },
};
