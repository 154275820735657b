/**
 * The sender's side, the secrets it makes, and the class that stands in for those of other
 * libraries.
 */
import { codeOf, equal, ok, thrown } from './assert.js';
import { named } from './outcome.js';
import { goodOf } from './shapes.js';

export function signingTests(hookproof, { verify: [good] }) {
  const { verifyWebhook, unwrapWebhook, signWebhook, generateSecret } = hookproof;
  const { Webhook, WebhookConfigError } = hookproof;
  const { body, headers: pairs, secret, now } = goodOf(good);
  const record = Object.fromEntries(pairs);
  const at = { now };
  const configCode = (action) => codeOf(WebhookConfigError, action);

  const tests = {
    'signing without options makes a fresh id and the current time': () => {
      const [first, second] = [signWebhook(body, secret), signWebhook(body, secret)];
      ok(/^msg_[\w-]{27}$/.test(first['webhook-id']), first['webhook-id']);
      ok(first['webhook-id'] !== second['webhook-id'], 'two ids are one');
      ok(
        Math.abs(Number(first['webhook-timestamp']) - Date.now() / 1000) < 5,
        first['webhook-timestamp'],
      );
      equal(unwrapWebhook(body, first, secret).id, first['webhook-id']);
    },
    'signing takes a Date or seconds, rounded down, and nothing else': () => {
      equal(signWebhook(body, secret, { timestamp: new Date(1999) })['webhook-timestamp'], '1');
      equal(signWebhook(body, secret, { timestamp: 1.9 })['webhook-timestamp'], '1');
      for (const timestamp of [-1, Number.NaN, Infinity, 1e21, '1', null, {}]) {
        equal(
          configCode(() => signWebhook(body, secret, { timestamp })),
          'ERR_OPTION',
          String(timestamp),
        );
      }
      for (const id of [1, null, {}, 'a b'])
        equal(
          configCode(() => signWebhook(body, secret, { id })),
          'ERR_OPTION',
        );
      equal(
        configCode(() => signWebhook({}, secret)),
        'ERR_PAYLOAD_TYPE',
      );
    },
    'a generated secret has the bytes asked for, and no two are alike': () => {
      for (const bytes of [24, 32, 64, 512]) {
        const made = generateSecret(bytes);
        ok(made.startsWith('whsec_'), 'no prefix');
        equal(atob(made.slice(6)).length, bytes);
        equal(verifyWebhook(body, signWebhook(body, made), made), true);
      }
      equal(atob(generateSecret().slice(6)).length, 32);
      ok(generateSecret() !== generateSecret(), 'two secrets are one');
      for (const bytes of [0, 23, 513, 24.5, Number.NaN, '32', -1, Infinity, null])
        equal(
          configCode(() => generateSecret(bytes)),
          'ERR_OPTION',
        );
    },
    'Webhook is a drop-in for the class of standardwebhooks and svix': () => {
      const webhook = new Webhook(secret);
      const headers = { ...record, 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) };
      headers['webhook-signature'] = webhook.sign(record['webhook-id'], new Date(), body);
      equal(webhook.verify(body, headers), JSON.parse(body));
      equal(thrown(() => webhook.verify(`${body} `, headers)).code, 'ERR_NO_MATCHING_SIGNATURE');
      equal(webhook.verify(body, record, at), JSON.parse(body));
      equal(
        configCode(() => new Webhook('')),
        'ERR_SECRET_MISSING',
      );
      for (const [id, date] of [
        ['id', 'yesterday'],
        ['id', undefined],
        ['id', null],
        ['id', now],
        ['id', new Date(Number.NaN)],
        [undefined, new Date()],
        [null, new Date()],
        ['', new Date()],
        [1, new Date()],
      ]) {
        equal(
          configCode(() => webhook.sign(id, date, body)),
          'ERR_OPTION',
          `${id}, ${date}`,
        );
      }
      const isJson = (jsonParse) => ({ now, jsonParse });
      const plain = signWebhook('no JSON', secret, { timestamp: now });
      equal(webhook.verify('no JSON', plain, isJson(false)), undefined);
      equal(unwrapWebhook('no JSON', plain, secret, isJson(false)).event, undefined);
      equal(thrown(() => webhook.verify('no JSON', plain, isJson(true))).code, 'ERR_PAYLOAD_JSON');
      equal(
        thrown(() => webhook.verify('no json', plain, isJson(false))).code,
        'ERR_NO_MATCHING_SIGNATURE',
      );
      equal(webhook.verify(body, record, isJson(undefined)), JSON.parse(body));
      for (const wrong of [null, 0, 'false', {}]) {
        equal(
          configCode(() => webhook.verify('no JSON', plain, isJson(wrong))),
          'ERR_OPTION',
        );
      }
      const empty = signWebhook('', secret, { timestamp: now });
      for (const nothing of ['', new Uint8Array(), new ArrayBuffer(0)])
        equal(webhook.verify(nothing, empty, at), undefined);
      equal(
        thrown(() => webhook.verify(' ', signWebhook(' ', secret, { timestamp: now }), at)).code,
        'ERR_PAYLOAD_JSON',
      );
      equal(thrown(() => webhook.verify('', plain, at)).code, 'ERR_NO_MATCHING_SIGNATURE');
      equal(thrown(() => unwrapWebhook('', empty, secret, at)).code, 'ERR_PAYLOAD_JSON');
    },
    "Webhook's format 'raw' takes the secret's characters as its bytes": () => {
      const short = ['whsec_cGxKM25teUNER0JLSW5hdg==', {}, 'sixteen bytes ok', { format: 'raw' }];
      for (const [key, options] of [short.slice(0, 2), short.slice(2)]) {
        equal(
          configCode(() => new Webhook(key, options)),
          'ERR_SECRET_LENGTH',
        );
        const webhook = new Webhook(key, { ...options, minSecretBytes: 16 });
        const signature = webhook.sign('a', new Date(now * 1000), body);
        const signed = {
          'webhook-id': 'a',
          'webhook-timestamp': String(now),
          'webhook-signature': signature,
        };
        equal(webhook.verify(body, signed, at), JSON.parse(body));
        equal(
          configCode(() => webhook.verify(body, signed, { now, minSecretBytes: 17 })),
          'ERR_SECRET_LENGTH',
        );
        for (const minSecretBytes of [0, 513, 1.5, Number.NaN, '16', null]) {
          equal(
            configCode(() => new Webhook(key, { ...options, minSecretBytes })),
            'ERR_OPTION',
            String(minSecretBytes),
          );
        }
      }
      const raw = 'an exemplary raw secret, 31 byte';
      const bytes = Uint8Array.from(raw, (character) => character.charCodeAt(0));
      const signature = signWebhook(body, bytes, { id: 'a', timestamp: now })['webhook-signature'];
      for (const key of [raw, bytes])
        equal(new Webhook(key, { format: 'raw' }).sign('a', new Date(now * 1000), body), signature);
      equal(
        configCode(() => new Webhook('€'.repeat(30), { format: 'raw' })),
        'ERR_SECRET_FORMAT',
      );
      equal(
        configCode(() => new Webhook('short', { format: 'raw' })),
        'ERR_SECRET_LENGTH',
      );
      // A public key as the key of an HMAC would let everybody sign.
      for (const key of [
        'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
        `v1a,whpk_${'A'.repeat(43)}=`,
        `whsk_${'A'.repeat(86)}==`,
      ]) {
        equal(
          configCode(() => new Webhook(key, { format: 'raw' })),
          'ERR_SECRET_KIND',
        );
      }
      equal(
        configCode(() => new Webhook(secret, { format: 'hex' })),
        'ERR_OPTION',
      );
    },
    'Webhook keeps a copy of its key, out of sight': () => {
      const key = new Uint8Array(32).fill(7);
      const webhook = new Webhook(key);
      const signature = webhook.sign('a', new Date(0), body);
      key.fill(0);
      equal(webhook.sign('a', new Date(0), body), signature);
      equal(Object.keys(webhook), []);
      equal(JSON.stringify(webhook), '{}');
    },
  };
  return named(tests, 'api: ');
}
