/** Makes a handler of hookproof/fetch, and hands it deliveries without a server. */
import { webhookHandler } from 'hookproof/fetch';
import { signed } from '../http.js';
import { secrets } from '../routes.js';

export const [secret] = secrets;
export const onEvent = () => {};

/** The platform's: Hono's server for Node, once it runs, has put its own in that place. */
export const { Request } = globalThis;

export const request = ({ headers, body }, more) =>
  new Request('http://localhost/', { method: 'POST', headers, body, duplex: 'half', ...more });

/**
 * Makes a handler. Returns a function that hands it a delivery, and returns the status and what the
 * hooks were told.
 */
export function receiverOf(options) {
  let told;
  const handler = webhookHandler({
    secret,
    onEvent,
    onRefused: ({ code }) => void told.push(code),
    onError: (error) => void told.push(error.code ?? error.message),
    ...options,
  });
  return async (delivery, ...rest) => {
    told = [];
    const { status } = await handler(request(delivery), ...rest);
    return { status, told };
  };
}

export const answerOf = (options, delivery = signed(), ...rest) =>
  receiverOf(options)(delivery, ...rest);
