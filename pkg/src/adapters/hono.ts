import type { Context, MiddlewareHandler } from 'hono';
import { isRequest } from '../core/is-request.js';
import { responseOf } from './answers.js';
import { guard, isSuccess } from './guard.js';
import { DeliveryOnNode, incomingOf } from './hono-on-node.js';
import { misplaced, settingsOf } from './settings.js';
import type { ReceivedWebhook, ReceiverOptions, SecretSource } from './types.js';

export type {
  ReceivedWebhook,
  ReceiverOptions,
  Refusal,
  ReplayStore,
  SecretSource,
} from './types.js';

/** What `webhook()` adds to the variables of a context. */
export interface WebhookVariables<T = unknown> {
  /** The webhook that has passed. */
  webhook: ReceivedWebhook<T>;
}

/** What goes before a handler. */
export type WebhookMiddleware<T> = MiddlewareHandler<{
  /** What later handlers find in `c.var`. */
  Variables: WebhookVariables<T>;
}>;

/** A context of any app: what is in its `env` is for the app to say. */
export type AnyContext = Context<any>;

/**
 * Makes a middleware that lets only authentic, fresh webhooks through, and sets them as
 * `c.var.webhook`.
 *
 * What is refused is answered 401 (413 over the limit, 503 while the replay store is down) and
 * never says why: `onRefused` does. If another middleware has read the body, or the secret is
 * wrong, your mistake is thrown to `app.onError`. Later handlers may read `c.req.json()` and its
 * like as ever.
 *
 * With a replay store, an id is given back when the answer is not a success (a status outside 200
 * to 299), so that the sender's next attempt is processed.
 *
 * @param secret One secret, 1 to 16 during a rotation, or a function of the context: `(c) =>
 *   c.env.WEBHOOK_SECRET`.
 * @param options How to judge, and hooks for logs.
 * @returns A middleware for one route.
 * @throws {WebhookConfigError} A wrong option. A wrong secret shows at the first request.
 *
 * @example
 * app.post('/webhook', webhook((c) => c.env.WEBHOOK_SECRET), (c) => {
 *   console.log(c.var.webhook.id);
 *   return c.body(null, 204);
 * });
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhook<T = unknown>(
  secret: SecretSource<AnyContext>,
  options?: ReceiverOptions<AnyContext>,
): WebhookMiddleware<T> {
  const judge = guard(secret, settingsOf(secret, options));
  const receive: WebhookMiddleware<T> = async (c, next) => {
    const incoming = incomingOf(c);
    const onNode = incoming && new DeliveryOnNode(c.req.raw, incoming);
    // Node has the body when the task is over in which it has called the server.
    if (onNode) await undefined;
    const { answer, webhook, lease } = await judge<T>(onNode ?? c.req.raw, c, c);
    if (answer !== undefined) return responseOf(answer);
    let isProcessed = false;
    try {
      c.set('webhook', webhook);
      if (!onNode?.isGivenBack()) giveBody(c.req, webhook.body);
      lease?.renew();
      await next();
      // Not finalized: the handler forgot to return its answer, and Hono will give a 500 for it.
      isProcessed = c.finalized && c.error === undefined && isSuccess(c.res.status);
    } finally {
      const settling = lease?.settle(isProcessed);
      if (settling !== undefined) await settling;
    }
    return undefined;
  };
  return (c, next) => {
    if (!isRequest(c?.req?.raw)) throw misplaced('hono', "Hono's context");
    return receive(c, next);
  };
}

/**
 * Gives the body to whoever reads it next. A `Request` is made when somebody asks for one: that
 * takes longer than the verdict.
 */
function giveBody(request: Context['req'] & Partial<Unread>, body: Uint8Array): void {
  request[read] = request.raw;
  request[bytes] = body as Uint8Array<ArrayBuffer>;
  Object.defineProperty(request, 'raw', unread);
}

const read = Symbol('the request whose body was read');
const bytes = Symbol('its body');

/** What `raw` is made of when it is asked for. */
interface Unread {
  raw: Request;
  [read]: Request;
  [bytes]: Uint8Array<ArrayBuffer> | undefined;
}

/**
 * One for all requests: an engine takes ten times as long to define a property with functions of
 * its own.
 */
const unread: PropertyDescriptor & ThisType<Unread> = {
  configurable: true,
  enumerable: true,
  get() {
    if (this[bytes] !== undefined) this.raw = new Request(this[read], { body: this[bytes] });
    return this[read];
  },
  set(request: Request) {
    this[read] = request;
    this[bytes] = undefined;
  },
};
