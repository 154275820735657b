/**
 * What a sender is told. None has a body, and none says more than its status: the reason is for the
 * receiver's log.
 */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
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
