/**
 * Runs tests/vectors/ through the package's public functions: one test for each vector, in each
 * shape it can have.
 */
import { equal, ok, thrown } from './assert.js';
import { headerShapes, payloadShapes, valueOf } from './shapes.js';

/**
 * `can` names what the entry has beyond the core, such as ed25519: without it a vector may get
 * another verdict.
 */
export function vectorTests(hookproof, { verify, tags, senders, secrets, sign }, can = []) {
  const stillWorks = knownGood(hookproof, verify[0]);
  return [
    ...[...verify, ...tags, ...senders].map((vector) => ({
      name: `${vector.rule}: ${vector.name}`,
      run: () => {
        checkWebhook(hookproof, vector);
        stillWorks();
      },
    })),
    ...secrets
      .filter(({ without }) => !can.includes(without))
      .map((vector) => ({
        name: `a secret ${vector.name}`,
        run: () => {
          checkSecret(hookproof, vector, verify[0]);
          stillWorks();
        },
      })),
    ...sign.map((vector) => ({
      name: `signing ${vector.name}`,
      run: () => {
        checkSigning(hookproof, vector);
        stillWorks();
      },
    })),
  ];
}

/** Whatever came before, the next good webhook verifies. */
function knownGood({ verifyWebhook }, vector) {
  return () =>
    equal(
      verifyWebhook(vector.body, vector.headers, vector.secrets, { now: vector.now }),
      true,
      'the next good one',
    );
}

export function checkWebhook(hookproof, { secrets, ...rest }) {
  const vector = { ...rest, secrets: secrets.map(valueOf) };
  if (vector.throws !== undefined) return checkMisuse(hookproof, vector);
  const pairs = vector.headers.map(([name, value]) => [name, valueOf(value)]);
  const payloads = payloadShapes(valueOf(vector.body));
  for (const [shape, headers] of headerShapes(pairs))
    checkVerdict(hookproof, vector, payloads[0][1], headers, shape);
  for (const [shape, payload] of payloads) checkVerdict(hookproof, vector, payload, pairs, shape);
}

function checkVerdict(hookproof, vector, payload, headers, shape) {
  const { secrets, now, tolerance, minSecretBytes, accept, refuse } = vector;
  const { verifyWebhook, unwrapWebhook, WebhookVerificationError } = hookproof;
  const verdict = verifyWebhook(payload, headers, secrets, {
    now,
    toleranceSeconds: tolerance,
    minSecretBytes,
  });
  equal(verdict, accept !== undefined, `verifyWebhook, ${shape}`);

  const options = { now: new Date(now * 1000), toleranceSeconds: tolerance, minSecretBytes };
  const unwrap = () => unwrapWebhook(payload, headers, secrets, options);
  const event = jsonOf(vector.body);
  if (accept && event) {
    const { id, timestamp, secretIndex, event: parsed } = unwrap();
    equal(
      { id, timestamp: timestamp.getTime() / 1000, secretIndex },
      accept,
      `unwrapWebhook, ${shape}`,
    );
    equal(parsed, event.value, `the event, ${shape}`);
  } else {
    const error = thrown(unwrap);
    ok(
      error instanceof WebhookVerificationError && error instanceof Error,
      `${error} is no WebhookVerificationError`,
    );
    equal(error.name, 'WebhookVerificationError');
    equal(error.code, refuse ?? 'ERR_PAYLOAD_JSON', `unwrapWebhook, ${shape}`);
  }
}

/** Returns what `JSON.parse` makes of a vector's body, or nothing. */
function jsonOf(body) {
  try {
    const value = valueOf(body);
    return typeof value === 'string' ? { value: JSON.parse(value) } : undefined;
  } catch {
    return undefined;
  }
}

/** The developer's mistake, which must not turn into a verdict. */
function checkMisuse(hookproof, { secrets, headers: pairs, body, now, minSecretBytes, throws }) {
  const { unwrapWebhook, verifyWebhook } = hookproof;
  const options = { now, minSecretBytes };
  for (const [, headers] of headerShapes(pairs)) {
    for (const [, payload] of payloadShapes(valueOf(body))) {
      for (const secret of [secrets, secrets[0]]) {
        for (const judge of [verifyWebhook, unwrapWebhook])
          checkConfigError(
            hookproof,
            thrown(() => judge(payload, headers, secret, options)),
            throws,
          );
      }
    }
  }
}

function checkSecret(
  hookproof,
  { secret, signature, code, minSecretBytes },
  { body, headers, now },
) {
  const { verifyWebhook, signWebhook, Webhook } = hookproof;
  const key = valueOf(secret);
  const [id, timestamp] = [headers[0][1], Number(headers[1][1])];
  if (signature !== undefined) {
    const signed = signWebhook(body, key, { id, timestamp, minSecretBytes });
    equal(signed['webhook-signature'], signature);
    equal(verifyWebhook(body, signed, key, { now, minSecretBytes }), true);
    if (minSecretBytes === undefined)
      equal(new Webhook(key).sign(id, new Date(timestamp * 1000), body), signature);
    return;
  }
  for (const action of [
    () => verifyWebhook(body, headers, key, { now, minSecretBytes }),
    () => verifyWebhook(body, {}, key, { now, minSecretBytes }),
    () => signWebhook(body, key, { minSecretBytes }),
    ...(minSecretBytes === undefined ? [() => new Webhook(key)] : []),
  ]) {
    const error = thrown(action);
    checkConfigError(hookproof, error, code);
    if (key.length > 20) ok(!error.stack.includes(key.slice(6, 18)), 'the error shows the secret');
  }
}

function checkConfigError({ WebhookConfigError }, error, code) {
  ok(
    error instanceof WebhookConfigError && error instanceof TypeError,
    `${error} is no WebhookConfigError`,
  );
  equal(error.name, 'WebhookConfigError');
  equal(error.code, code);
}

export function checkSigning(
  hookproof,
  { id, timestamp, body, secrets, verifyWith = secrets, signature, code },
) {
  const { signWebhook, verifyWebhook } = hookproof;
  for (const [shape, payload] of payloadShapes(valueOf(body))) {
    const action = () => signWebhook(payload, secrets, { id, timestamp });
    if (code !== undefined) {
      checkConfigError(hookproof, thrown(action), code);
      continue;
    }
    const headers = action();
    equal(
      headers,
      { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature },
      shape,
    );
    equal(verifyWebhook(payload, headers, verifyWith, { now: timestamp }), true, shape);
  }
}
