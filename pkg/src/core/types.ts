/**
 * The raw body of a request, exactly as it came: a string stands for its UTF-8 bytes. A `Buffer` is
 * an `ArrayBufferView`.
 */
export type Payload = string | ArrayBuffer | ArrayBufferView;

/**
 * The headers of a request: a `Headers`, Node's `req.headers`, a `Map`, or `[name, value]` pairs.
 * Names may be in any case. An id or a timestamp given twice is refused; several signatures are one
 * list, as HTTP takes them. An object with two properties of one name, in two cases, is refused.
 */
export type HeadersInput =
  | {
      /** Gives a header's value, or nothing if there is no such header. */
      get(name: string): string | null | undefined;
    }
  | { readonly [name: string]: HeaderValue }
  | Iterable<readonly [string, HeaderValue]>
  | NamedHeaders;

type HeaderValue = string | readonly string[] | undefined;

type HeaderName = `${'webhook' | 'svix'}-${'id' | 'timestamp' | 'signature'}`;
type CapitalizedHeaderName = `${'Webhook' | 'Svix'}-${'Id' | 'Timestamp' | 'Signature'}`;

/** For an interface, which has no index signature, that names at least one of these headers. */
type NamedHeaders = { readonly [name in HeaderName | CapitalizedHeaderName]?: HeaderValue };

/** The headers of a webhook, under the names of the specification. */
export interface WebhookUnbrandedRequiredHeaders {
  /** The message's identifier, the same on every retry. */
  'webhook-id': string;
  /** When it was sent, in seconds since 1970. */
  'webhook-timestamp': string;
  /** One entry for each secret, `v1,` and base64, separated by spaces. */
  'webhook-signature': string;
}

/** The headers of a webhook, under the names that Svix gives them. */
export interface WebhookRequiredHeaders {
  /** The message's identifier, the same on every retry. */
  'svix-id': string;
  /** When it was sent, in seconds since 1970. */
  'svix-timestamp': string;
  /** One entry for each secret, `v1,` and base64, separated by spaces. */
  'svix-signature': string;
}

/** The headers to send with a payload. */
export interface WebhookHeaders extends WebhookUnbrandedRequiredHeaders {}

/**
 * A signing secret: `whsec_…` as the sender's dashboard shows it (also `v1,whsec_…`, or standard
 * base64 without a prefix), or the key's own bytes. 24 to 512 bytes once decoded, unless
 * `minSecretBytes` says otherwise.
 *
 * `hookproof/full` also takes ed25519 keys: `whpk_…` verifies `v1a` signatures, and no others;
 * `whsk_…` makes them. A message is copied into one piece for such a key, so that memory grows by
 * the size of the largest body, and stays grown.
 */
export type Secret = string | Uint8Array;

/** How to judge a webhook: its age, the secrets, and what to make of its body. */
export interface VerifyOptions {
  /**
   * How far the timestamp may lie from now, before or after, in seconds. 0 means the same second.
   * Default: 300.
   */
  toleranceSeconds?: number;
  /** The time to compare with, in seconds since 1970 or as a `Date`. Default: the clock. */
  now?: number | Date;
  /**
   * How many bytes each secret must have at least, a whole number from 1 to 512. Default: 24, the
   * specification's own minimum. Some senders issue shorter ones, such as the 18 bytes in Svix's
   * own examples: set it for these alone, because a short key is easier to guess. It is not about
   * `whpk_` and `whsk_` keys, which have one length.
   */
  minSecretBytes?: number;
  /**
   * False for bodies that need not be JSON: nothing is parsed, and the event is `undefined`.
   * Default: true.
   */
  jsonParse?: boolean;
}

/** An authentic webhook. */
export interface VerifiedWebhook<T = unknown> {
  /** The message's identifier, the same on every retry: use it to tell a repeated delivery. */
  id: string;
  /** When it was sent. */
  timestamp: Date;
  /**
   * The body, parsed as JSON after its signature was verified; `undefined` with `jsonParse: false`.
   */
  event: T;
  /** Which of the secrets matched, counted from 0. */
  secretIndex: number;
}
