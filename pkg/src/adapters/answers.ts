import { isNode } from './platform.js';

/**
 * What a sender is told. None has a body, and none says more than its status: the reason is for the
 * receiver's log.
 */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The first, which others are copies of. */
  response?: Response;
}

const answer = (status: number, headers = {}): Answer => ({
  status,
  headers: { 'cache-control': 'no-store', ...headers },
});

/** The same for every reason, so that nobody can feel his way from one check to the next. */
export const refused = answer(401);
export const tooLarge = answer(413);
/** The sender comes again, soon: a lease ends by itself, and a store comes back. */
export const unavailable = answer(503, { 'retry-after': '10' });
/** The sender stops: it is done. */
export const acknowledged = answer(204);
export const failed = answer(500);
export const notAllowed = answer(405, { allow: 'POST' });

/**
 * Gives an answer as a `Response` of its own: a copy, because engines take at least twice as long
 * to make one with headers anew.
 */
export function responseOf(answer: Answer): Response {
  // Hono's server for Node puts a `Response` of its own in the platform's place: copies of that are
  // slower, and the platform's again.
  if (isNode) return new Response(null, answer);
  answer.response ??= new Response(null, answer);
  // Some hosts, such as StarlingMonkey, cannot copy.
  return answer.response.clone?.() ?? new Response(null, answer);
}
