/** GitHub's scheme: one header, an HMAC of the body alone, no timestamp. It takes strings only. */
import { sign as signBody, verify } from '@octokit/webhooks-methods';

export const sign = async (text, secret) => ({
  'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
  'x-github-event': 'push',
  'x-hub-signature-256': await signBody(secret, text),
});

export const verifierOf = (secret) => (body, headers) =>
  verify(secret, body.toString(), headers['x-hub-signature-256']);
