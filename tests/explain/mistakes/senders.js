/** Makes what only a sender can mend: a hint names it, and gives no code. */
import fc from 'fast-check';
import { body, fraction, hmac, key, kind, seconds, webhook } from './webhooks.js';

/** Returns a kind that a hint names, and that no code can mend. */
const named = (code, arbitrary, make, pattern) => ({ ...kind(code, arbitrary, make), pattern });

const schemes = {
  'x-hub-signature-256': 'GitHub',
  'x-hub-signature': 'GitHub',
  'stripe-signature': 'Stripe',
  'x-slack-signature': 'Slack',
  'x-shopify-hmac-sha256': 'Shopify',
  'x-signature-ed25519': 'Discord',
  'x-twilio-signature': 'Twilio',
  'signature-input': 'RFC 9421',
  'paddle-signature': 'Paddle',
  'x-square-hmacsha256-signature': 'Square',
  'linear-signature': 'Linear',
  'x-zm-signature': 'Zoom',
  'paypal-transmission-sig': 'PayPal',
  'x-hubspot-signature-v3': 'HubSpot',
  'x-twilio-email-event-webhook-signature': 'SendGrid',
  'typeform-signature': 'Typeform',
  'calendly-webhook-signature': 'Calendly',
  'x-zendesk-webhook-signature': 'Zendesk',
  'x-dropbox-signature': 'Dropbox',
  'box-signature-primary': 'Box',
  'x-hook-signature': 'Asana',
  'acme-signature': 'acme-signature',
};

const forms = fc.constantFrom(
  [
    'JSON Web Token',
    () =>
      `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"iss":"x"}').toString('base64url')}.${'a'.repeat(86)}`,
  ],
  ['WaveSpeedAI', (it, content) => `v3,${hmac(it, content, 'hex')}`],
  ['Iron', (it, content) => `v1=${hmac(it, content, 'hex')}`],
  ['GitHub', (it, content) => `sha256=${hmac(it, content, 'hex')}`],
  ['Stripe', (it, content) => `t=${seconds()},v1=${hmac(it, content, 'hex')}`],
);

export const namedKinds = {
  'headers of another scheme': named(
    'OTHER_SCHEME',
    fc.record({ name: fc.constantFrom(...Object.keys(schemes)), upper: fc.boolean(), key, body }),
    ({ name, upper, key: it, body: payload }) => ({
      payload,
      headers: { host: 'x', [upper ? name.toUpperCase() : name]: 'sha256=00' },
      secret: it,
      says: schemes[name],
    }),
  ),
  'a signature of another scheme': named(
    'OTHER_SCHEME',
    fc.record({ form: forms, key, body }),
    ({ form: [says, print], key: it, body: payload }) => ({
      payload,
      headers: {
        ...webhook({ key: it, body: payload }).headers,
        'webhook-signature': print(it, `${seconds()}${payload}`),
      },
      secret: it,
      says,
    }),
  ),
  'a fraction that was signed': named(
    'TIMESTAMP_FRACTION',
    fc.record({ part: fraction, key, body }),
    ({ part, key: it, body: given }) => {
      const { body: payload, headers } = webhook({
        key: it,
        body: given,
        time: `${seconds()}.${part}`,
      });
      return { payload, headers, secret: it, says: 'the signature fits' };
    },
  ),
  'a date that was signed': named(
    'TIMESTAMP_DATE',
    fc.record({
      date: fc.constantFrom(
        new Date().toISOString(),
        new Date().toUTCString(),
        '2026-11-29T01:02:03+01:00',
        '2026-11-29 01:02:03',
      ),
      key,
      body,
    }),
    ({ date, key: it, body: given }) => {
      const { body: payload, headers } = webhook({ key: it, body: given, time: date });
      return { payload, headers, secret: it, says: 'the signature fits' };
    },
  ),
  'an id that is none': named(
    'HEADERS_MALFORMED',
    fc.record({
      id: fc.oneof(
        fc.constantFrom('evt.123', 'a b'),
        fc.integer({ min: 257, max: 100000 }).map((length) => 'x'.repeat(length)),
      ),
      key,
      body,
    }),
    ({ id, key: it, body: given }) => {
      const { body: payload, headers } = webhook({ key: it, body: given, id });
      return { payload, headers, secret: it, says: 'the sender who chose this id' };
    },
  ),
  'a list that is too long': named(
    'HEADERS_MALFORMED',
    fc.record({ count: fc.integer({ min: 33, max: 3000 }), key, body }),
    ({ count, key: it, body: given }) => {
      const { body: payload, headers } = webhook({ key: it, body: given });
      const forged = `v1,${Buffer.alloc(32).toString('base64')} `.repeat(count);
      return {
        payload,
        headers: { ...headers, 'webhook-signature': forged + headers['webhook-signature'] },
        secret: it,
        says: 'the signature fits',
      };
    },
  ),
};
