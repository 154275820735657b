import { type Secret, verifyRequest, verifyWebhook } from 'hookproof';
import type { Answer } from './answers.js';
import { guard, isSuccess } from './guard.js';
import { deliveryOf } from './node-body.js';
import { discardAfter, discardUnread, isGone } from './node-reply.js';
import type { NodeRequest, NodeResponse, NodeStream } from './node-types.js';
import { settingsOf } from './settings.js';
import type { ReceivedWebhook, ReceiverOptions, SecretSource } from './types.js';

/** One delivery to a server on Node. */
interface Arrival<Subject> {
  /** Node's own. */
  request: NodeRequest;
  /** The bytes, where they are kept elsewhere than on the request. */
  rawBody?: unknown;
  response: NodeResponse;
  /** Where the body comes from: the request, or what a hook made of it. */
  stream: NodeStream;
  /** What the hooks are given. */
  subject: Subject;
  /** Sends what is not passed on its answer. */
  send: (answer: Answer) => void;
}

/** What is to be processed. */
interface Received {
  webhook: ReceivedWebhook;
  /** Whether the stream has its bytes again. */
  isPutBack: boolean;
}

/**
 * Returns the guard of a server on Node. It gives what is to be processed; all else it has
 * answered.
 */
export function nodeGuard<Subject>(
  secret: SecretSource<Subject>,
  options?: ReceiverOptions<Subject>,
) {
  const settings = settingsOf(secret, options);
  const { verify, verifying } = settings;
  // Whatever the webhook, a wrong secret is thrown: better at start-up than at the first one that
  // comes.
  if (typeof secret !== 'function' && verify === verifyRequest)
    verifyWebhook('', [], secret as Secret, verifying);
  const judge = guard(secret, settings);

  const receive = async (arrival: Arrival<Subject>): Promise<Received | undefined> => {
    const { request, rawBody = request.rawBody, response, stream, subject, send } = arrival;
    if (stream !== request) {
      // Such as bytes that cannot be inflated. That it is destroyed is seen when it is read, and an
      // error that nobody hears ends the process.
      stream.on('error', () => {});
    }
    const delivery = deliveryOf(request, stream, rawBody);
    // Of a request that comes at once, Node has the body when the task is over in which it has
    // called whoever takes requests.
    await undefined;
    const { answer, webhook, lease } = await judge(delivery, subject, subject);
    if (answer !== undefined) {
      if (stream !== request) stream.destroy();
      discardAfter(response, request);
      send(answer);
      return undefined;
    }
    // The sender is gone or was answered by a timeout of the application's: he will try again.
    if (isGone(response) || response.headersSent) {
      await lease?.settle(false);
      return undefined;
    }
    lease?.renew();
    const isPutBack = delivery.putBack(webhook.body);
    response.once('close', () => {
      discardUnread(stream);
      if (lease !== undefined)
        onceEnded(response, () => void lease.settle(isSuccess(response.statusCode)));
    });
    return { webhook, isPutBack };
  };
  return { receive, maxBodyBytes: verifying.maxBodyBytes };
}

/**
 * Calls back once the handler has ended its answer, which may be after the connection broke. That
 * moment says how it went; a broken connection says nothing, and a claim given back while the
 * handler runs would let the webhook in once for each sender that hangs up.
 */
function onceEnded(response: NodeResponse, callback: () => void): void {
  if (response.writableEnded) return callback();
  const { end, writeHead } = response;
  // Over HTTP/2 it does not keep the status once the stream is closed.
  response.writeHead = (status, ...values) => {
    response.statusCode = status;
    return writeHead.call(response, status, ...values);
  };
  response.end = (...values) => {
    response.end = end;
    callback();
    return end.apply(response, values);
  };
}
