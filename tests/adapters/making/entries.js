/** Tests the entries of the adapters, and the verifier that each of them can be given. */
import { deepEqual, equal, throws } from 'node:assert/strict';
import { createRequire } from 'node:module';
import { webhook as express } from 'hookproof/express';
import { verifyRequest, WebhookConfigError, WebhookVerificationError } from 'hookproof';
import * as full from 'hookproof/full';
import { adapters as adapterEntries } from '../../../tools/lib/entries.js';
import { signed } from '../http.js';
import { answerOf, onEvent, request, secret } from './receiver.js';

export const entries = {
  'what verifies can be exchanged': async () => {
    const seen = [];
    const verify = async (request, ...rest) => {
      seen.push(rest[0]);
      return await verifyRequest(request, secret, rest[1]);
    };
    equal((await answerOf({ secret: 'whpk_elsewhere', verify })).status, 204);
    deepEqual(seen, ['whpk_elsewhere']);
    const forge = async () => {
      throw new WebhookVerificationError('no', { code: 'ERR_NO_MATCHING_SIGNATURE' });
    };
    deepEqual(await answerOf({ verify: forge }), {
      status: 401,
      told: ['ERR_NO_MATCHING_SIGNATURE'],
    });
  },
  'with hookproof/full a public key verifies': async () => {
    const { publicKey, privateKey } = full.generateKeyPair();
    const { body } = signed();
    const delivery = { body, headers: full.signWebhook(body, privateKey) };
    const { verifyRequest: verify } = full;
    deepEqual(await answerOf({ secret: publicKey, verify }, delivery), { status: 204, told: [] });
    deepEqual(await answerOf({ secret: publicKey, verify }, { ...delivery, body: '{}' }), {
      status: 401,
      told: ['ERR_NO_MATCHING_SIGNATURE'],
    });
    deepEqual(await answerOf({ secret: publicKey }, delivery), {
      status: 500,
      told: ['ERR_SECRET_KIND'],
    });
    throws(() => express(publicKey), { code: 'ERR_SECRET_KIND' });
    express(publicKey, { verify });
  },
  'every subpath gives the same names to import and to require, and shares the errors':
    async () => {
      const require = createRequire(import.meta.url);
      for (const { name: subpath, specifier } of adapterEntries) {
        const [esm, cjs] = [await import(specifier), require(specifier)];
        deepEqual(
          Object.keys(esm).filter((name) => name !== 'default'),
          [subpath === 'fetch' ? 'webhookHandler' : 'webhook'],
        );
        deepEqual(
          Object.keys(cjs),
          Object.keys(esm).filter((name) => name !== 'default'),
        );
      }
      throws(() => require('hookproof/express').webhook(''), WebhookConfigError);
      const { webhookHandler: fromCommonJs } = require('hookproof/fetch');
      const codes = [];
      const handler = fromCommonJs({
        secret,
        onEvent,
        onRefused: (error) => void codes.push(error instanceof WebhookVerificationError),
      });
      equal((await handler(request({ ...signed(), body: '{}' }))).status, 401);
      deepEqual(codes, [true]);
    },
};
