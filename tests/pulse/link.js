/**
 * `createWebhookLink`, in any runtime that has fetch, against the server of server.js at `base`.
 */
import { equal, ok, rejected } from '../conformance/assert.js';

export const apiKey = 'pulse_live_9f8e7d6c5b4a';
export const otherKeys = { number: '1234567', odd: 'pulse_live_a/b+c=$&?>?>?>~' };

/**
 * Returns all the text that is in a value, also where printing does not look: what nobody
 * enumerates, causes, prototypes' getters.
 */
function everythingIn(value, seen = new Set()) {
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  const own = Reflect.ownKeys(value).map(
    (key) => `${String(key)} ${everythingIn(value[key], seen)}`,
  );
  return [String(value), value.stack, value.message, everythingIn(value.cause, seen), ...own].join(
    '\n',
  );
}

export function linkTests(
  { createWebhookLink, PulseError, WebhookConfigError },
  base,
  show = () => '',
) {
  const at = (behaviour, options) =>
    createWebhookLink({
      apiKey,
      baseUrl: `${base}/${encodeURIComponent(behaviour)}`,
      timeoutMs: 5000,
      ...options,
    });
  const refusal = async (behaviour, options) => {
    const error = await rejected(at(behaviour, options));
    ok(error instanceof PulseError && error instanceof Error, `${error} is no PulseError`);
    equal([error.name, error.cause === undefined], ['PulseError', true]);
    ok(
      !`${everythingIn(error)}${show(error)}`.includes(apiKey),
      `the error shows the key: ${everythingIn(error)}`,
    );
    return error;
  };
  const code = async (behaviour, options) => (await refusal(behaviour, options)).code;
  const mistake = async (options) => {
    const error = await rejected(createWebhookLink(options));
    ok(error instanceof WebhookConfigError, `${error} is no WebhookConfigError`);
    ok(!everythingIn(error).includes('pulse_live'), 'the error shows the key');
    equal(error.code, 'ERR_OPTION');
  };

  return {
    'the link comes back, and nothing else': async () => {
      equal(await at('200'), { link: 'https://app.svix.com/login#key=abc' });
      equal(Object.keys(await at('more than documented')), ['link']);
    },
    'a slash after the base makes no difference': async () => {
      equal(Object.keys(await createWebhookLink({ apiKey, baseUrl: `${base}/200/` })), ['link']);
      equal(Object.keys(await createWebhookLink({ apiKey, baseUrl: new URL(`${base}/200?x#y`) })), [
        'link',
      ]);
    },
    '401 is an error with what Pulse said': async () => {
      const { code, status, error, message } = await refusal('401');
      equal([code, status], ['ERR_PULSE_UNAUTHORIZED', 401]);
      equal(error, {
        code: 'AUTH_002',
        message: 'Invalid API key',
        details: { header: 'x-api-key' },
      });
      equal(message, 'Pulse answered 401');
    },
    '500 is an error with what Pulse said': async () => {
      const { code, status, error } = await refusal('500');
      equal(
        [code, status, error],
        ['ERR_PULSE_SERVER', 500, { code: 'SRV_001', message: 'Internal error' }],
      );
    },
    'a body that Pulse does not document leaves the code and nothing of the body': async () => {
      for (const behaviour of ['empty 401', '401 in HTML', '401 with another body']) {
        const { code, error } = await refusal(behaviour);
        equal([code, error === undefined], ['ERR_PULSE_UNAUTHORIZED', true], behaviour);
      }
      equal((await refusal('401 of other kinds')).error, {});
      equal((await refusal('500 without an error')).error === undefined, true);
    },
    'another status is an error, even one that sounds like success': async () => {
      const { code, status, error } = await refusal('429');
      equal([code, status, error.code], ['ERR_PULSE_STATUS', 429, 'RATE_001']);
      equal(await code201(refusal), ['ERR_PULSE_STATUS', 201]);
    },
    'a key that Pulse quotes is taken out of the error': async () => {
      const { error } = await refusal('quotes the key');
      equal(error.message, 'the key [the API key] ([the API key]) is unknown');
      equal(error.details, {
        '[the API key]': '[the API key]',
        keys: ['Bearer [the API key]', { deep: ['[the API key]'] }],
        number: 1,
        none: null,
      });
      equal((await refusal('quotes the key, escaped')).error, { message: '[the API key]' });
      for (const key of [apiKey, otherKeys.odd]) {
        const taken = '[the API key]';
        equal((await rejected(at('quotes the key, encoded', { apiKey: key }))).error, {
          code: taken,
          message: [taken, taken, taken, taken].join(', '),
          details: { key: taken },
        });
      }
      equal(
        (await rejected(at('quotes the key as a number', { apiKey: otherKeys.number }))).error,
        { details: { key: '[the API key]' } },
      );
    },
    'details without end are cut': async () => {
      ok(JSON.stringify((await refusal('too deep')).error).length < 500, 'they are not');
    },
    '200 without a link is an error': async () => {
      for (const behaviour of [
        'no JSON',
        'no link',
        'a link that is none',
        'a link that is a script',
        'a link of another kind',
        'null',
        'empty',
      ]) {
        equal(await code(behaviour), 'ERR_PULSE_RESPONSE', behaviour);
      }
    },
    'no more of an answer is read than one can have': async () => {
      equal(await code('huge'), 'ERR_PULSE_RESPONSE');
      equal(await code('endless'), 'ERR_PULSE_RESPONSE');
    },
    'an answer that does not come in time, or not to its end, is an error': async () => {
      for (const behaviour of ['says nothing', 'stops in the middle', 'trickles']) {
        const start = Date.now();
        const error = await refusal(behaviour, { timeoutMs: 300 });
        equal(
          [error.code, error.message],
          ['ERR_PULSE_TIMEOUT', 'Pulse did not answer within 300 ms'],
          behaviour,
        );
        ok(Date.now() - start < 3000, `${behaviour}: it took ${Date.now() - start} ms`);
      }
    },
    'a fetch that ignores the signal is not waited for': async () => {
      equal(
        await code('200', { timeoutMs: 200, fetch: () => new Promise(() => {}) }),
        'ERR_PULSE_TIMEOUT',
      );
    },
    'a connection that fails is an error': async () => {
      for (const behaviour of ['breaks off', 'hangs up', 'is no HTTP'])
        equal(await code(behaviour), 'ERR_PULSE_NETWORK', behaviour);
      equal(await code('200', { baseUrl: 'http://127.0.0.1:1' }), 'ERR_PULSE_NETWORK');
    },
    'an error of fetch that shows the key stays inside': async () => {
      const fetch = (url, { headers }) =>
        Promise.reject(Object.assign(new Error(JSON.stringify(headers)), { headers }));
      equal(await code('200', { fetch }), 'ERR_PULSE_NETWORK');
      equal(
        await code('200', {
          fetch: (url, { headers }) => {
            throw new TypeError(headers['x-api-key']);
          },
        }),
        'ERR_PULSE_NETWORK',
      );
    },
    'a redirect is not followed: the key would go along': async () => {
      ok(
        ['ERR_PULSE_STATUS', 'ERR_PULSE_NETWORK'].includes(await code('redirects')),
        'it was followed',
      );
    },
    'a fetch of the caller is used': async () => {
      const urls = [];
      const fetch = (url, init) => {
        urls.push(url);
        return globalThis.fetch(url, init);
      };
      await at('200', { fetch });
      equal(urls, [`${base}/200/webhook`]);
    },
    'a wrong option is a mistake, which does not show the key either': async () => {
      for (const key of [
        undefined,
        null,
        '',
        ' pulse_live',
        'pulse_live\n',
        'pulse_live\u00e9',
        7,
        {},
      ])
        await mistake({ apiKey: key });
      for (const baseUrl of [
        '',
        'api.runpulse.com',
        'http://api.runpulse.com',
        'ftp://x',
        'https://user:pulse_live@api.runpulse.com',
        'http://127.0.0.1.example.com',
        null,
        {},
      ]) {
        await mistake({ apiKey, baseUrl });
      }
      for (const timeoutMs of [0, -1, 2 ** 31, Number.NaN, Infinity, '1'])
        await mistake({ apiKey, timeoutMs });
      await mistake({ apiKey, fetch: 'fetch' });
      await mistake(undefined);
    },
  };
}

const code201 = async (refusal) => {
  const { code, status } = await refusal('201');
  return [code, status];
};
