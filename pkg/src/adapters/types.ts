import type {
  Secret,
  VerifiedWebhook,
  VerifyRequestOptions,
  verifyRequest,
  WebhookVerificationError,
} from 'hookproof';
import type { ReplayStore } from '../replay/store.js';

export type { ReplayStore };

/** A webhook that may be processed: authentic, fresh and, with a replay store, not seen before. */
export interface ReceivedWebhook<T = unknown> extends VerifiedWebhook<T> {
  /** The bytes that were signed. */
  body: Uint8Array;
}

/**
 * One secret, or 1 to 16 of them during a rotation. A missing one is your mistake:
 * `ERR_SECRET_MISSING`.
 */
export type GivenSecret = Secret | readonly Secret[] | undefined;

/**
 * A secret, several during a rotation, or a function that finds them: `(env) => env.WEBHOOK_SECRET`
 * on Workers, say, or one secret for each tenant. The function runs before anything is verified, so
 * what it looks at is only claimed.
 */
export type SecretSource<Source> =
  | GivenSecret
  | ((source: Source) => GivenSecret | Promise<GivenSecret>);

/**
 * How every adapter judges, and what it tells.
 *
 * `Subject` is what its hooks are given, `Source` what secrets and stores are found in: both are
 * the framework's request, but for `hookproof/fetch`, where a secret is found in `env`.
 */
export interface ReceiverOptions<Subject, Source = Subject> extends VerifyRequestOptions {
  /**
   * What verifies. Default: `verifyRequest` of `hookproof`; the one of `hookproof/full` also takes
   * `whpk_` keys.
   */
  verify?: typeof verifyRequest;
  /**
   * How long a body may take to arrive, in milliseconds; one that is later is refused. Default:
   * 30000.
   */
  bodyTimeoutMs?: number;
  /**
   * Knows which ids are worked on and which are done, so that each is processed once; or a function
   * that finds it, such as one that makes it from `env`. Default: none.
   */
  replay?: ReplayStore | ((source: Source) => ReplayStore | Promise<ReplayStore>);
  /**
   * The name of the endpoint in the store, before each id: ids are unique for one sender only, and
   * one sender gives one message one id at all its endpoints. 1 to 200 characters. All processes of
   * one endpoint give the same; two endpoints that share a store need two. Default: `webhook`.
   */
  endpoint?: string;
  /**
   * How long an id is held for a process that has died, in seconds, 1 to 3600. While the handler
   * runs the lease is renewed. Default: 60.
   */
  leaseSeconds?: number;
  /**
   * How long the lease is renewed at the most, in seconds, for a handler that never ends. Default:
   * 900.
   */
  maxWorkSeconds?: number;
  /**
   * How long an id that is done is remembered, in seconds: as long as its sender retries (OpenAI:
   * 72 hours), never less than twice the tolerance, 1 second and `storeTimeoutMs` (606 by default),
   * and at most 30000000 (nearly a year). Default: 172800, two days.
   */
  rememberSeconds?: number;
  /**
   * What a webhook gets whose id is done. `'acknowledge'`: 204, so that a sender that missed the
   * first answer stops. `'refuse'`: 401, like a forgery. While another delivery is still worked on
   * it is a 503 either way, so that the sender comes again. Default: `'acknowledge'`.
   */
  onReplay?: 'acknowledge' | 'refuse';
  /** How long the store may take, in milliseconds, before it counts as down. Default: 5000. */
  storeTimeoutMs?: number;
  /**
   * What to do while the store is down. `'refuse'`: 503, so that the sender tries again.
   * `'accept'`: process it unguarded. A function hears of the error and chooses; it also hears of a
   * release that failed, where its choice does not count. Default: `'refuse'`.
   */
  onStoreError?:
    | 'refuse'
    | 'accept'
    | ((error: unknown, subject: Subject) => 'refuse' | 'accept' | Promise<'refuse' | 'accept'>);
  /**
   * Called for each webhook that is not passed on, before its answer: for logs. The error's `code`
   * is one of the sender's codes, `ERR_REPLAYED` for what is done, also if that is acknowledged,
   * and for what another delivery is at work on. While the store is down it is the store's error.
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
