import type { Secret, VerifiedWebhook, VerifyRequestOptions, verifyRequest, WebhookVerificationError } from 'hookproof';
import type { ReplayStore } from './lib/replay-store.js';

export type { ReplayStore };

/** A webhook that may be processed: authentic, fresh and, with a replay store, not seen before. */
export interface ReceivedWebhook<T = unknown> extends VerifiedWebhook<T> {
  /** The bytes that were signed. */
  body: Uint8Array;
}

/** One secret, or 1 to 16 of them during a rotation. A missing one is your mistake: `ERR_SECRET_MISSING`. */
export type GivenSecret = Secret | readonly Secret[] | undefined;

/**
 * A secret, several during a rotation, or a function that finds them: `(env) => env.WEBHOOK_SECRET` on Workers, say, or one secret
 * for each tenant. The function runs before anything is verified, so what it looks at is only claimed.
 */
export type SecretSource<Source> = GivenSecret | ((source: Source) => GivenSecret | Promise<GivenSecret>);

/**
 * How every adapter judges, and what it tells.
 *
 * `Subject` is what its hooks are given, `Source` what secrets and stores are found in: both are the framework's request, but
 * for `hookproof/fetch`, where a secret is found in `env`.
 */
export interface ReceiverOptions<Subject, Source = Subject> extends VerifyRequestOptions {
  /** What verifies. Default: `verifyRequest` of `hookproof`; the one of `hookproof/full` also takes `whpk_` keys. */
  verify?: typeof verifyRequest;
  /** How long a body may take to arrive, in milliseconds; one that is later is refused. Default: 30000. */
  bodyTimeoutMs?: number;
  /** Remembers ids, so that each is processed once; or a function that finds it, such as one that makes it from `env`. Default: none. */
  replay?: ReplayStore | ((source: Source) => ReplayStore | Promise<ReplayStore>);
  /**
   * How long an id is remembered, in seconds: more than twice the tolerance and `storeTimeoutMs`, and at most 30000000 (nearly a
   * year) unless the default is longer. Default: twice the tolerance and a minute, or as long as it must be.
   */
  replayTtlSeconds?: number;
  /**
   * What a webhook gets whose id was claimed before. `'refuse'`: 401, like a forgery. `'acknowledge'`: 204, so that a sender that
   * missed the first answer stops trying; but a first delivery that is still being processed may yet fail. Default: `'refuse'`.
   */
  onReplay?: 'refuse' | 'acknowledge';
  /** How long the store may take, in milliseconds, before it counts as down. Default: 5000. */
  storeTimeoutMs?: number;
  /**
   * What to do while the store is down. `'refuse'`: 503, so that the sender tries again. `'accept'`: process it unguarded. A
   * function hears of the error and chooses; it also hears of a release that failed, where its choice does not count.
   * Default: `'refuse'`.
   */
  onStoreError?: 'refuse' | 'accept' | ((error: unknown, subject: Subject) => 'refuse' | 'accept' | Promise<'refuse' | 'accept'>);
  /**
   * Called for each webhook that is not passed on, before its answer: for logs. The error's `code` is one of the sender's codes,
   * `ERR_REPLAYED` also for a replay that is acknowledged; for a 503 it is the error of the store.
   */
  onRefused?: (error: Refusal, subject: Subject) => void | Promise<void>;
}

/** Why a webhook is not passed on. */
export type Refusal =
  | WebhookVerificationError
  | (Error & {
      /** Of the store's error, if it has one. */
      code?: string;
    });
