/** For an environment as it comes, without the globals that the suite itself needs. */
const hookproof = require('hookproof');
const full = require('hookproof/full');
const [{ body, headers, secrets, now }] = require('../../vectors/verify.json');

const { verifyWebhook, unwrapWebhook, signWebhook, generateSecret } = hookproof;

test('a good webhook passes and a tampered one does not', () => {
  expect(verifyWebhook(body, headers, secrets, { now })).toBe(true);
  expect(verifyWebhook(`${body} `, headers, secrets, { now })).toBe(false);
});

test('what was signed with a new secret is unwrapped, from text and from bytes', () => {
  const secret = generateSecret();
  const signed = signWebhook(body, secret);
  for (const payload of [body, Buffer.from(body)])
    expect(unwrapWebhook(payload, signed, secret).event).toEqual(JSON.parse(body));
});

test('a refusal is explained', () => {
  const [{ code }] = full.explainWebhook(JSON.stringify(JSON.parse(body)), headers, secrets, {
    now,
  }).hints;
  expect(code).toBe('BODY_RESERIALISED');
});
