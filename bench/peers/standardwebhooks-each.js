import { Webhook } from 'standardwebhooks';

/**
 * As senders' documentation prints it: made in the handler, for each webhook, and the body parsed
 * as JSON.
 */
export const verifierOf = (secret) => (body, headers) => {
  new Webhook(secret).verify(body, headers);
  return true;
};
