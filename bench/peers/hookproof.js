import { verifyWebhook } from 'hookproof';

export const verifierOf = (secret) => (body, headers) => verifyWebhook(body, headers, secret);
