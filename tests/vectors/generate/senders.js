/**
 * senders.json: what real senders send, and examples that they or their libraries publish. Their
 * signatures stand here as they are published, or were made by the sender's own rules; nothing is
 * signed anew.
 */
import { webhookList } from './lists.js';
import { headers, MALFORMED, NO_MATCH } from './scheme.js';

const { cases, accept, refuse, misuse } = webhookList();
export { cases as senders };

/** Returns all of a webhook that its sender writes. */
const sent = (id, time, signature, body, secret) => ({
  id,
  time,
  now: Math.floor(time),
  headers: headers({ id, time, signature }),
  body,
  secrets: [secret],
});
/** Returns the bytes of a secret's text, where they are the key. */
const bytesOf = (text) => ({ hex: Buffer.from(text).toString('hex') });
const withBytes = (webhook) => ({ ...webhook, secrets: webhook.secrets.map(bytesOf) });

const example = 'an example that is published';
accept(
  'the libraries of Svix and of Standard Webhooks',
  example,
  sent(
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1614265330,
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    '{"test": 2432232314}',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  ),
);
accept(
  "Standard Webhooks' library for Rust",
  example,
  sent(
    'msg_27UH4WbU6Z5A5EzD8u03UvzRbpk',
    1649367553,
    'v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=',
    '{"email":"test@example.com","username":"test_user"}',
    'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
  ),
);
accept(
  "Replicate's library for JavaScript, whose body is no JSON",
  example,
  sent(
    '123',
    1707329251,
    'v1,nSIlB+PQG9cA4fNl6ec/aOmwxZktHIR5L0ymA5/Cm3E=',
    '{event:"output",data:"Hello, world!"}',
    'whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH',
  ),
);
const bySvix = sent(
  'msg_loFOjxBNrRLzqYUf',
  1731705121,
  'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
  '{"event_type":"ping","data":{"success":true}}',
  'whsec_plJ3nmyCDGBKInavdOK15jsl',
);
misuse("Svix's documentation, whose secret has 18 bytes", example, 'ERR_SECRET_LENGTH', bySvix);
accept("Svix's documentation, where 18 bytes are enough", example, {
  ...bySvix,
  minSecretBytes: 18,
});

const rotation = 'a rotation joined by a comma and a space';
const bySupabase = (secret) =>
  sent(
    '5a1f9a0e-9a0e-4b7e-8a5c-0d6f1a2b3c4d',
    1750861210,
    'v1,zlXisu5m7FQ9iS1aqSOfYEtwlUZZPEnrNUdbggQFmx8=, v1,gICmRLKuQWsYZiXuLTrVK/culwEmfXVyPk6OiZmg7T8=',
    '{"user":{}}',
    secret,
  );
accept(
  'Supabase Auth, whose receiver has the first secret',
  rotation,
  bySupabase('v1,whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='),
);
accept(
  'Supabase Auth, whose receiver has the second secret',
  rotation,
  bySupabase('v1,whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8='),
);

const text = "the secret's text is the key";
const byPolar = (signature, secret) =>
  sent('5a1f9a0e-9a0e-4b7e-8a5c-0d6f1a2b3c4d', 1750861210, signature, '{"user":{}}', secret);
for (const [name, webhook] of [
  [
    'Polar',
    byPolar(
      'v1,gAXLSNU12i6lOaA4/py4x3z/yTimSGwyk4SFpAebl8g=',
      'polar_whs_ovyN6cPrTv56AApvzCaJno08SSmGJmgbWilb33N2JuK',
    ),
  ],
  [
    "Polar's older endpoints",
    byPolar(
      'v1,NG/4NecCcuj2jJhWtdFlNJosZtjAAyLWC2l1TVyEF5E=',
      'whsec_polartestpolartestpolartestpolar12',
    ),
  ],
]) {
  misuse(`${name}, whose secret is no base64`, text, 'ERR_SECRET_FORMAT', webhook);
  accept(`${name}, whose secret is given as its bytes`, text, withBytes(webhook));
}
const byComposio = sent(
  'msg_1',
  1750861210,
  'v1,sZ1cMB2Ef4MOyKE4qULjvat3tInOE88MGREZtFUl7J4=',
  '{"user":{}}',
  'a3f1'.repeat(16),
);
refuse('Composio, whose secret happens to be base64 too', text, NO_MATCH, byComposio);
accept('Composio, whose secret is given as its bytes', text, withBytes(byComposio));

const unlawful = 'what the specification does not allow';
refuse(
  'Weblate, whose timestamp has a fraction that is not signed',
  unlawful,
  MALFORMED,
  sent(
    '0123456789abcdef0123456789abcdef',
    '1750861210.482913',
    'v1,kblZrd7/2kX+weqTA5njAA/8zxfnyCIiskLi7f6+Oco=',
    '{"change_id": 1, "action": "Translation changed"}',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  ),
);
refuse(
  'an id with a dot, as Outpost passes them on',
  unlawful,
  MALFORMED,
  sent(
    'evt.123',
    1750861210,
    'v1,Hvw/5fFwr5+pK9qNYyWEdLXc2Vpe48tbWUWTzDILPhg=',
    '{"user":{}}',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  ),
);
