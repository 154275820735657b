import { verifyRequest } from 'hookproof';
import { isRequest } from '../core/is-request.js';
import { failed, notAllowed, responseOf } from './answers.js';
import { guard, isSuccess } from './guard.js';
import { must, settingsOf } from './settings.js';
import type { ReceivedWebhook, ReceiverOptions, SecretSource } from './types.js';

export type {
  ReceivedWebhook,
  ReceiverOptions,
  Refusal,
  ReplayStore,
  SecretSource,
} from './types.js';

/** What the runtime gave along with a webhook. */
export interface WebhookContext<Env = unknown, Context = unknown> {
  /** Its body was read: it is `webhook.body`. */
  request: Request;
  /** The second argument: the bindings on Workers. */
  env: Env;
  /** The third argument: on Workers `ctx.waitUntil` keeps work alive after the answer. */
  ctx: Context;
}

/** What to verify with, and what to do with the webhooks that pass. */
export interface WebhookHandlerOptions<T = unknown, Env = unknown, Context = unknown>
  extends ReceiverOptions<Request, Env> {
  /** One secret, 1 to 16 during a rotation, or a function of `env`. */
  secret: SecretSource<Env>;
  /**
   * Called with each webhook that passed. A `Response` that it returns is the answer; anything else
   * means 204. If it throws, the answer is 500, and the sender tries again.
   */
  onEvent: (
    webhook: ReceivedWebhook<T>,
    context: WebhookContext<Env, Context>,
  ) => Response | void | undefined | Promise<Response | void | undefined>;
  /**
   * Called with what `onEvent` threw and with your own mistakes, such as a wrong secret. Default:
   * `console.error`.
   */
  onError?: (error: unknown, request: Request) => void | Promise<void>;
}

/**
 * Makes a handler of fetch requests: for Workers, Deno, Bun and Next route handlers.
 *
 * It answers 401 to whatever is refused, 413 to a body over the limit, 405 to another method than
 * POST, 503 while the replay store is down, 500 when `onEvent` throws. The answer never says why:
 * `onRefused` and `onError` do.
 *
 * @param options The secret, what to do with a webhook, and what every receiver takes.
 * @returns What to export, or to give to the server.
 * @throws {WebhookConfigError} A wrong option. A wrong secret shows at the first request, as a 500
 *   and in `onError`, because
 * on many runtimes it is not known before.
 *
 * @example
 * export default {
 *   fetch: webhookHandler({
 *     secret: (env) => env.WEBHOOK_SECRET,
 *     onEvent: ({ id, event }) => console.log(id, event.type),
 *   }),
 * };
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookHandler<T = unknown, Env = unknown, Context = unknown>(
  options: WebhookHandlerOptions<T, Env, Context>,
): (request: Request, env?: Env, ctx?: Context) => Promise<Response> {
  const { secret, onEvent, onError = (error: unknown) => console.error(error) } = options ?? {};
  must(
    typeof onEvent === 'function',
    'onEvent must be a function: webhookHandler({ secret, onEvent }) makes the handler',
  );
  const judge = guard(secret, settingsOf(secret, options));
  must(typeof onError === 'function', 'onError must be a function');

  return async (request, env, ctx) => {
    try {
      // It throws, and says what was given.
      if (!isRequest(request)) await verifyRequest(request, '');
      if (request.method !== 'POST') return responseOf(notAllowed);
      const { answer, webhook, lease } = await judge<T>(request, request, env as Env);
      if (answer !== undefined) return responseOf(answer);
      let isProcessed = false;
      try {
        const given = onEvent(webhook, { request, env: env as Env, ctx: ctx as Context });
        // Only then does it take time.
        if (isThenable(given)) lease?.renew();
        const answered = isThenable(given) ? await given : given;
        const response = isResponse(answered) ? answered : new Response(null, noContent);
        isProcessed = isSuccess(response.status);
        return response;
      } finally {
        const settling = lease?.settle(isProcessed);
        if (settling !== undefined) await settling;
      }
    } catch (error) {
      // An error of the hook is told to nobody: this is where errors are told. The sender needs its
      // answer.
      await (async () => onError(error, request))().catch(() => {});
      return isRequest(request) ? responseOf(failed) : failedElsewhere(request, env);
    }
  };
}

const noContent = { status: 204 };

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';

/**
 * Of any realm. An arrow function gives back whatever its last call gives, such as a row with a
 * `status` of its own.
 */
const isResponse = (value: unknown): value is Response =>
  Object.prototype.toString.call(value) === '[object Response]';

/**
 * Returns a 500 where nobody sends a `Response`: of Node's own to Express, Next pages and Koa, and
 * what Lambda takes for one.
 */
function failedElsewhere(given: any, env: any): Response {
  for (const response of [env, given?.res]) {
    if (typeof response?.end !== 'function' || typeof response.setHeader !== 'function') continue;
    response.statusCode = 500;
    response.end();
  }
  return Object.assign(responseOf(failed), { statusCode: 500 });
}
