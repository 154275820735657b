import {
  type ConfigErrorCode,
  verifyRequest,
  type VerifyRequestOptions,
  WebhookConfigError,
} from 'hookproof';
import { defaultToleranceSeconds } from '#wasm/tables.js';
import * as defaults from '../core/defaults.js';
import { refusalAsNumber } from '../core/refusal-as-number.js';
import { MAX_TIMEOUT_MS } from '../core/timeout.js';
import { SharedTimer } from './shared-timer.js';
import type { ReceiverOptions, SecretSource } from './types.js';

/** Looks at an adapter's options when it is made, not at the first webhook. */
export function settingsOf<Subject, Source>(
  secret: SecretSource<Source>,
  options: ReceiverOptions<Subject, Source> = Object.create(null),
) {
  // Such as options without a secret before them, or the request of a framework that calls webhook
  // itself.
  const isOther =
    typeof secret === 'object' &&
    secret !== null &&
    !Array.isArray(secret) &&
    !ArrayBuffer.isView(secret);
  must(
    !isOther,
    'first comes the secret, or a function that gives it: webhook(secret, options) makes what a route takes',
    'ERR_SECRET_KIND',
  );
  must(
    typeof options === 'object' && options !== null,
    'options must be an object, such as { maxBodyBytes: 65536 }',
  );
  const {
    verify = verifyRequest,
    bodyTimeoutMs = defaults.bodyTimeoutMs,
    toleranceSeconds = defaultToleranceSeconds,
    maxBodyBytes = defaults.maxBodyBytes,
    minSecretBytes,
    replay,
    endpoint = defaults.endpoint,
    leaseSeconds = defaults.leaseSeconds,
    maxWorkSeconds = defaults.maxWorkSeconds,
    onReplay = 'acknowledge',
    storeTimeoutMs = defaults.storeTimeoutMs,
    onStoreError = 'refuse',
    onRefused,
    now,
    jsonParse = true,
  } = options;
  must(isFunction(verify), "verify must be verifyRequest, of 'hookproof' or 'hookproof/full'");
  must(isAmount(toleranceSeconds), 'toleranceSeconds must be a finite number, 0 or more');
  must(isAmount(maxBodyBytes), 'maxBodyBytes must be a finite number of bytes, 0 or more');
  for (const [name, value] of Object.entries({ bodyTimeoutMs, storeTimeoutMs })) {
    must(
      isAmount(value) && value >= 1 && value <= MAX_TIMEOUT_MS,
      `${name} must be a number of milliseconds, 1 to ${MAX_TIMEOUT_MS}`,
    );
  }
  must(
    replay === undefined || isFunction(replay) || isStore(replay),
    'replay must be a store with claim(), complete() and release(), or a function that gives one',
  );
  must(
    onReplay === 'refuse' || onReplay === 'acknowledge',
    "onReplay must be 'refuse' or 'acknowledge'",
  );
  must(
    isFunction(onStoreError) || isChoice(onStoreError),
    "onStoreError must be 'refuse', 'accept' or a function that gives one of them",
  );
  must(onRefused === undefined || isFunction(onRefused), 'onRefused must be a function');
  must(typeof jsonParse === 'boolean', 'jsonParse must be true or false');
  must(
    now === undefined || isTime(now),
    'now must be a finite number of seconds since 1970, or a valid Date',
  );

  must(
    isEndpoint(endpoint),
    'endpoint must be a name of 1 to 200 characters without control characters, such as pulse',
  );
  must(
    isAmount(leaseSeconds) && leaseSeconds >= 1 && leaseSeconds <= HOUR,
    `leaseSeconds must be a number of seconds, 1 to ${HOUR}`,
  );
  must(
    isAmount(maxWorkSeconds) && maxWorkSeconds >= leaseSeconds && maxWorkSeconds <= YEAR,
    `maxWorkSeconds must be a number of seconds, leaseSeconds (${leaseSeconds}) to ${YEAR}`,
  );
  // First accepted in the earliest second, last in the latest one: both of them count. A claim may
  // reach the store late.
  const freshSeconds = 2 * toleranceSeconds + 1 + Math.ceil(storeTimeoutMs / 1000);
  const { rememberSeconds = Math.max(2 * DAY, freshSeconds) } = options;
  const longest = Math.max(YEAR, freshSeconds);
  must(
    isAmount(rememberSeconds) && rememberSeconds >= freshSeconds && rememberSeconds <= longest,
    `rememberSeconds must be ${freshSeconds}, twice the tolerance and the time of the store, to ${longest}`,
  );
  // Each its own, also one that is undefined: what somebody left on Object.prototype is no option.
  const verifying = {
    toleranceSeconds,
    maxBodyBytes,
    minSecretBytes,
    now,
    jsonParse,
    // Not for a `verify` of the application's, which may count on an error.
    [refusalAsNumber]: onRefused === undefined && verify === verifyRequest,
  } as VerifyRequestOptions & { maxBodyBytes: number };
  return {
    ...{ verify, verifying, replay, endpoint, onReplay, storeTimeoutMs, onStoreError, onRefused },
    // An id has no dot, so that no two endpoints share a key.
    keyPrefix: `${endpoint}.`,
    ...{
      bodyTimer: new SharedTimer(bodyTimeoutMs, true),
      storeTimer: new SharedTimer(storeTimeoutMs, true),
    },
    // Twice in the time of a lease before it ends, so that a renewal that fails is made up for.
    renewalTimer: new SharedTimer((leaseSeconds * 1000) / 3, false),
    // `freshSeconds`: as long as it can be replayed, for a memory that is full.
    ...{ leaseSeconds, maxWorkSeconds, rememberSeconds, freshSeconds },
  };
}

const HOUR = 60 * 60;

/** Svix tries again for 33 hours at the most. */
const DAY = 24 * HOUR;

/** Nearly a year. What is longer was meant in milliseconds, or fills the store. */
const YEAR = 30_000_000;

export type Settings<Subject, Source> = ReturnType<typeof settingsOf<Subject, Source>>;

export function must(
  isRight: boolean,
  message: string,
  code: ConfigErrorCode = 'ERR_OPTION',
): void {
  if (!isRight) throw new WebhookConfigError(message, { code });
}

/** For an adapter that is called with what another one is for. */
export const misplaced = (name: string, takes: string) =>
  new WebhookConfigError(
    `hookproof/${name} is called with something else than ${takes}: use the adapter of your framework, of hookproof/express, /fastify, /hono or /fetch`,
    { code: 'ERR_REQUEST_TYPE' },
  );

export const isChoice = (value: unknown): value is 'refuse' | 'accept' =>
  value === 'refuse' || value === 'accept';

/** Tells whether it has what a store must have, as its own or by its class. */
export function isStore(value: unknown): boolean {
  const { claim, complete, release } = (value ?? {}) as {
    claim?: unknown;
    complete?: unknown;
    release?: unknown;
  };
  return isFunction(claim) && isFunction(complete) && isFunction(release);
}

const isTime = (value: unknown): boolean =>
  (typeof value === 'number' || Object.prototype.toString.call(value) === '[object Date]') &&
  Number.isFinite(Number(value));
const isEndpoint = (value: unknown): boolean =>
  typeof value === 'string' && /^[^\p{Cc}\p{Cs}]{1,200}$/u.test(value);
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;
