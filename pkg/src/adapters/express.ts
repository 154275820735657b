import type { Answer } from './answers.js';
import { nodeGuard } from './node-guard.js';
import { reply } from './node-reply.js';
import type { NodeRequest, NodeResponse } from './node-types.js';
import { misplaced } from './settings.js';
import type { ReceivedWebhook, ReceiverOptions, SecretSource } from './types.js';

export type {
  ReceivedWebhook,
  ReceiverOptions,
  Refusal,
  ReplayStore,
  SecretSource,
} from './types.js';

declare global {
  namespace Express {
    interface Request {
      /** Set by `webhook()` of `hookproof/express`, for whatever comes after it. */
      webhook?: ReceivedWebhook;
    }
  }
}

/**
 * What is used of an Express request: an `http.IncomingMessage`, with what a parser or a platform
 * put on it.
 */
export type WebhookRequest = NodeRequest & {
  /** Set once the webhook has passed. */
  webhook?: ReceivedWebhook;
};

/**
 * A middleware of Express 4 and 5, and of everything else that calls `(request, response, next)`.
 */
export type WebhookMiddleware = (
  request: WebhookRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Makes a middleware that lets only authentic, fresh webhooks through, and puts them on
 * `req.webhook`.
 *
 * It reads the raw body itself, or takes the `Buffer` in `req.body` or `req.rawBody`. If another
 * parser has read the body, your mistake goes to `next(error)`, and so does a wrong secret. What is
 * refused is answered 401 (413 over the limit, 503 while the replay store is down) and never says
 * why: `onRefused` does.
 *
 * With a replay store, an id is given back when your handler's answer is not a success (a status
 * outside 200 to 299), so that the sender's next attempt is processed; also if the sender hung up
 * meanwhile. A handler that never answers keeps it for `maxWorkSeconds`.
 *
 * @param secret One secret, 1 to 16 during a rotation, or a function of the request.
 * @param options How to judge, and hooks for logs.
 * @returns A middleware for one route, before any parser of bodies.
 * @throws {WebhookConfigError} A wrong option, or a wrong secret unless it is a function's or for
 *   another `verify`.
 *
 * @example
 * app.post('/webhook', webhook(process.env.WEBHOOK_SECRET), (req, res) => {
 *   console.log(req.webhook.id, req.webhook.event.type);
 *   res.sendStatus(204);
 * });
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhook<R extends WebhookRequest = WebhookRequest>(
  secret: SecretSource<R>,
  options?: ReceiverOptions<R>,
): WebhookMiddleware {
  const { receive } = nodeGuard(secret, options);

  const passes = async (request: R, response: NodeResponse): Promise<boolean> => {
    const send = (answer: Answer) => reply(response, answer);
    const received = await receive({ request, response, stream: request, subject: request, send });
    if (received !== undefined) request.webhook = received.webhook;
    return received !== undefined;
  };
  return (request, response, next) => {
    const isNodes =
      typeof request?.headers === 'object' && typeof request.headers.get !== 'function';
    // Thrown to whoever called, since without a next nobody else would hear of it.
    if (!isNodes || typeof next !== 'function')
      throw misplaced('express', "Node's request, its response and next");
    passes(request as R, response).then((isPassedOn) => isPassedOn && next(), next);
  };
}
