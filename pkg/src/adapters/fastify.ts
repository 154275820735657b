import { Readable } from 'node:stream';
import type {
  ContextConfigDefault,
  FastifyRequest,
  FastifySchema,
  FastifyTypeProvider,
  FastifyTypeProviderDefault,
  RawRequestDefaultExpression,
  RawServerBase,
  RawServerDefault,
  RouteGenericInterface,
} from 'fastify';
import type { Answer } from './answers.js';
import { hidden } from './hidden.js';
import { nodeGuard } from './node-guard.js';
import type { NodeRequest, NodeResponse, NodeStream } from './node-types.js';
import type { ReceivedWebhook, ReceiverOptions, SecretSource } from './types.js';

export type {
  ReceivedWebhook,
  ReceiverOptions,
  Refusal,
  ReplayStore,
  SecretSource,
} from './types.js';

declare module 'fastify' {
  // With the parameters of Fastify's own declaration, because the route's configuration carries the
  // event's type.
  interface FastifyRequest<
    RouteGeneric extends RouteGenericInterface = RouteGenericInterface,
    RawServer extends RawServerBase = RawServerDefault,
    RawRequest extends
      RawRequestDefaultExpression<RawServer> = RawRequestDefaultExpression<RawServer>,
    SchemaCompiler extends FastifySchema = FastifySchema,
    TypeProvider extends FastifyTypeProvider = FastifyTypeProviderDefault,
    ContextConfig = ContextConfigDefault,
  > {
    /**
     * Set on routes that have the options of `webhook()` of `hookproof/fastify`, from their
     * `preParsing` hook on.
     */
    webhook?: ReceivedWebhook<ContextConfig extends WebhookConfig<infer T> ? T : unknown>;
  }
}

declare const eventType: unique symbol;

/** What tells a route's handler the type of its event. There is no such value. */
export interface WebhookConfig<T> {
  /** The event's type. */
  readonly [eventType]: T;
}

/** What is used of a Fastify request, of any kind of server. */
export interface WebhookRequest {
  /** Node's request, whose headers are verified. */
  readonly raw: NodeRequest;
  /**
   * What Fastify's parser goes by: once the webhook has passed, the type is JSON's, and the length
   * is gone.
   */
  headers: Record<string, string | string[] | undefined>;
  /** What a parser made of the body. */
  body?: unknown;
  /** The bytes, where a plugin has left them. */
  rawBody?: unknown;
  /** Set once the webhook has passed. */
  webhook?: ReceivedWebhook;
}

/** What is used of a Fastify reply. */
export interface WebhookReply {
  /** Node's response. */
  readonly raw: NodeResponse;
  /** Whether it was answered. */
  readonly sent: boolean;
  /** Sets the status. */
  code(status: number): unknown;
  /** Sets a header. */
  header(name: string, value: string): unknown;
  /** Answers without a body. */
  send(): unknown;
  /** Tells Fastify that it will be answered by somebody else, or by nobody. */
  hijack(): unknown;
}

/** Options for one route. */
export interface WebhookRouteOptions<T = unknown> {
  /**
   * The hook that verifies. It gives Fastify the body again, as a stream, or the reply if the
   * webhook was refused.
   */
  preParsing(request: WebhookRequest, reply: WebhookReply, payload: NodeStream): Promise<unknown>;
  /** `maxBodyBytes`, for Fastify to know. */
  bodyLimit: number;
  /** Never there: it has the event's type. */
  config?: WebhookConfig<T>;
}

/**
 * Makes the options of a route that lets only authentic, fresh webhooks through, and puts them on
 * `request.webhook`. For Fastify 4 and 5. Other routes keep their parsers.
 *
 * It reads the raw body before Fastify's parser does, and makes the event `request.body`, so that a
 * schema for it works as ever. If somebody has read the body before, or the secret is wrong, your
 * mistake is thrown to Fastify's error handler. What is refused is answered 401 (413 over the
 * limit, 503 while the replay store is down) and never says why: `onRefused` does.
 *
 * With a replay store, an id is given back when your handler's answer is not a success (a status
 * outside 200 to 299), so that the sender's next attempt is processed; also if the sender hung up
 * meanwhile. A handler that never answers keeps it for `maxWorkSeconds`.
 *
 * @param secret One secret, 1 to 16 during a rotation, or a function of the request.
 * @param options How to judge, and hooks for logs.
 * @returns What stands between the path and the handler.
 * @throws {WebhookConfigError} A wrong option, or a wrong secret unless it is a function's or for
 *   another `verify`.
 *
 * @example
 * app.post('/webhook', webhook(process.env.WEBHOOK_SECRET), async (request, reply) => {
 *   request.log.info(request.webhook.event.type);
 *   return reply.code(204).send();
 * });
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhook<T = unknown, R = FastifyRequest>(
  secret: SecretSource<R>,
  options?: ReceiverOptions<R>,
): WebhookRouteOptions<T> {
  const { receive, maxBodyBytes } = nodeGuard(secret, options);
  return {
    async preParsing(request, reply, payload) {
      const send = ({ status, headers }: Answer) => {
        reply.code(status);
        for (const [name, value] of Object.entries(headers)) reply.header(name, value);
        reply.send();
      };
      const { raw } = request;
      // A plugin that keeps bodies may have declared it as null.
      const rawBody = request.rawBody ?? raw.rawBody;
      const arrival = {
        request: raw,
        rawBody,
        response: reply.raw,
        stream: payload,
        subject: request as R,
        send,
      };
      const received = await receive(arrival);
      if (received === undefined) {
        // Answered, or nobody is left to answer.
        if (!reply.sent) reply.hijack();
        return reply;
      }
      const { webhook, isPutBack } = received;
      request.webhook = webhook;
      // What was parsed is JSON, whatever its sender calls it: Fastify would answer 415 to a type
      // that it has no parser for.
      const type =
        (webhook.event === undefined && request.headers['content-type']) || 'application/json';
      if (isLeftToFastify(request, String(type))) giveEvent(request, webhook.event, String(type));
      // The declared length is another one than the body's where a hook inflates.
      else request.headers = { 'content-type': type, 'content-length': undefined };
      // Of a stream that a hook made, or that somebody has read who kept the bytes, nobody knows
      // what comes next.
      return isPutBack && payload === raw
        ? payload
        : Readable.from([webhook.body], { objectMode: false });
    },
    bodyLimit: Math.max(1, Math.ceil(maxBodyBytes)),
  };
}

/**
 * Tells whether Fastify's own parser would read the body. An application's parser gets the bytes;
 * where Fastify keeps its parsers is its own affair, so if they are not found, whatever parser
 * there is gets the bytes, too.
 */
function isLeftToFastify(request: WebhookRequest, type: string): boolean {
  if (!looksOnce.includes(request.raw.method)) return false;
  const parsers = (hidden(request, 'fastify.context') as RouteContext | undefined)
    ?.contentTypeParser;
  const parse = parsers?.getParser(type)?.fn;
  return parse !== undefined && parse === hidden(parsers, 'fastify.defaultJSONParse');
}

/** The methods for which Fastify looks at the headers once, to see whether there is a body. */
const looksOnce: unknown[] = ['POST', 'PUT', 'PATCH'];

/**
 * Makes the event the body, and lets Fastify find nothing to parse when it looks: it would take the
 * time of a second parsing, and refuse names such as `__proto__`, which in what `JSON.parse` gives
 * are properties like any other, and what is authentic was delivered to be processed. Whoever asks
 * after it finds its headers again, as a schema for each type does. (If another hook asks before,
 * Fastify finds them, and parses the same bytes once more.)
 */
function giveEvent(request: WebhookRequest & Partial<Hiding>, event: unknown, type: string): void {
  request.body = event;
  request[sent] = request.headers;
  request[shown] = undefined;
  request[ofEvent] = type;
  request[isHidden] = true;
  Object.defineProperty(request, 'headers', hiding);
}

type Headers = WebhookRequest['headers'];

const sent = Symbol('headers that were sent');
const shown = Symbol('headers');
const ofEvent = Symbol('content-type of the event');
const isHidden = Symbol('are hidden');

/** A request whose headers are hidden once. */
interface Hiding {
  [sent]: Headers;
  /** Made for the first who asks: few do. */
  [shown]: Headers | undefined;
  [ofEvent]: string;
  [isHidden]: boolean;
}

const shownOf = (request: Hiding): Headers => {
  const type = request[ofEvent];
  request[shown] ??= { ...request[sent], 'content-type': type, 'content-length': undefined };
  return request[shown];
};

/** What tells of a body. */
const ofNoBody = {
  'content-type': undefined,
  'content-length': undefined,
  'transfer-encoding': undefined,
};

/**
 * One for all requests: an engine takes ten times as long to define a property with functions of
 * its own.
 */
const hiding: PropertyDescriptor & ThisType<Hiding> = {
  configurable: true,
  enumerable: true,
  get() {
    if (!this[isHidden]) return shownOf(this);
    this[isHidden] = false;
    return { ...(this[shown] ?? this[sent]), ...ofNoBody };
  },
  // As with Fastify, what is set comes on top of what was sent.
  set(headers: Headers) {
    this[shown] = { ...shownOf(this), ...headers };
  },
};

/** What is used of what Fastify knows of a route. */
interface RouteContext {
  contentTypeParser?: { getParser(type: string): { fn: unknown } | undefined };
}
