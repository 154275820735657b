/**
 * ed25519: what only `hookproof/full` can do, by the vectors of tests/vectors/v1a.json and with
 * keys of its own.
 */
import { equal, ok, thrown } from './assert.js';
import { checkSigning, checkWebhook } from './vectors.js';
import { named } from './outcome.js';

export function v1aTests(lean, full, { v1a: { webhooks, keys, signings }, verify: [good] }) {
  const { generateKeyPair, generateSecret, signWebhook, unwrapWebhook, verifyWebhook, Webhook } =
    full;
  const { body, headers, secrets, now } = good;
  const codeOf = (action) => {
    try {
      action();
      return null;
    } catch (error) {
      ok(error instanceof full.WebhookConfigError, `${error} is no WebhookConfigError`);
      return error.code;
    }
  };

  const tests = {
    'a key pair signs and verifies, and no two are alike': () => {
      const { privateKey, publicKey } = generateKeyPair();
      ok(
        /^whsk_[\w+/]{86}==$/.test(privateKey) && /^whpk_[\w+/]{43}=$/.test(publicKey),
        'a key of another form',
      );
      ok(
        atob(privateKey.slice(5)).slice(32) === atob(publicKey.slice(5)),
        'the second half of the private key is not the public key',
      );
      const signed = signWebhook(body, privateKey);
      ok(/^v1a,[\w+/]{86}==$/.test(signed['webhook-signature']), signed['webhook-signature']);
      equal(verifyWebhook(body, signed, publicKey), true);
      equal(verifyWebhook(`${body} `, signed, publicKey), false);
      const other = generateKeyPair();
      ok(other.privateKey !== privateKey && other.publicKey !== publicKey, 'two key pairs are one');
      equal(verifyWebhook(body, signed, other.publicKey), false);
    },
    'both kinds of key work in one call': () => {
      const { privateKey, publicKey } = generateKeyPair();
      const secret = generateSecret();
      const signed = signWebhook(body, [secret, privateKey]);
      equal(
        signed['webhook-signature'].split(' ').map((entry) => entry.split(',')[0]),
        ['v1', 'v1a'],
      );
      equal(unwrapWebhook(body, signed, publicKey).secretIndex, 0);
      equal(unwrapWebhook(body, signed, [generateSecret(), publicKey, secret]).secretIndex, 1);
      equal(unwrapWebhook(body, signed, [generateKeyPair().publicKey, secret]).secretIndex, 1);
    },
    'a key that cannot do what it is given for is named by its position, with what to use': () => {
      const { privateKey, publicKey } = generateKeyPair();
      const verifying = thrown(() =>
        verifyWebhook(body, headers, [publicKey, privateKey], { now }),
      );
      equal(verifying.code, 'ERR_SECRET_KIND');
      ok(
        verifying.message.includes('whpk_') && verifying.message.endsWith('(secret 2 of 2)'),
        verifying.message,
      );
      const signing = thrown(() => signWebhook(body, [...secrets, publicKey]));
      equal(signing.code, 'ERR_SECRET_KIND');
      ok(
        signing.message.includes('whsk_') && signing.message.endsWith('(secret 2 of 2)'),
        signing.message,
      );
      // Again, now that the key is known.
      equal(
        codeOf(() => verifyWebhook(body, headers, privateKey, { now })),
        'ERR_SECRET_KIND',
      );
      equal(
        codeOf(() => verifyWebhook(body, headers, privateKey, { now })),
        'ERR_SECRET_KIND',
      );
      equal(
        codeOf(() => signWebhook(body, publicKey)),
        'ERR_SECRET_KIND',
      );
      equal(
        codeOf(() => signWebhook(body, publicKey)),
        'ERR_SECRET_KIND',
      );
    },
    'Webhook holds either half of a pair': () => {
      const { privateKey, publicKey } = generateKeyPair();
      const date = new Date();
      const record = {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(date.getTime() / 1000)),
      };
      record['webhook-signature'] = new Webhook(privateKey).sign('msg_1', date, body);
      equal(new Webhook(publicKey).verify(body, record), JSON.parse(body));
      equal(
        codeOf(() => new Webhook(publicKey).sign('msg_1', date, body)),
        'ERR_SECRET_KIND',
      );
      equal(
        codeOf(() => new Webhook(privateKey).verify(body, record)),
        'ERR_SECRET_KIND',
      );
    },
    'without ed25519 its keys are an error that names the import': () => {
      const { privateKey, publicKey } = generateKeyPair();
      for (const action of [
        () => lean.verifyWebhook(body, headers, publicKey, { now }),
        () => lean.signWebhook(body, privateKey),
        () => new lean.Webhook(publicKey),
      ]) {
        const error = thrown(action);
        equal(error.code, 'ERR_SECRET_KIND');
        ok(error.message.includes("'hookproof/full'"), error.message);
      }
    },
    'has all that the root has': () => {
      equal(
        Object.keys(lean).filter((name) => name !== 'default' && !(name in full)),
        [],
      );
    },
    'an error of one entry is an instance of the classes of the other': () => {
      for (const [one, other] of [
        [lean, full],
        [full, lean],
      ]) {
        ok(
          thrown(() => one.unwrapWebhook(body, {}, secrets, { now })) instanceof
            other.WebhookVerificationError,
          'no WebhookVerificationError',
        );
        ok(
          thrown(() => one.verifyWebhook(body, headers, '', { now })) instanceof
            other.WebhookConfigError,
          'no WebhookConfigError',
        );
      }
    },
  };

  return [
    ...webhooks.map((vector) => ({ name: vector.name, run: () => checkWebhook(full, vector) })),
    ...signings.map((vector) => ({
      name: `signing ${vector.name}`,
      run: () => checkSigning(full, vector),
    })),
    ...keys.map(({ name, secret, verifying, signing }) => ({
      name,
      run: () => {
        const seen = [
          codeOf(() => verifyWebhook(body, headers, secret, { now })),
          codeOf(() => signWebhook(body, secret)),
        ];
        equal(seen, [verifying, signing]);
      },
    })),
    ...named(tests),
  ].map(({ name, run }) => ({ name: `v1a: ${name}`, run }));
}
