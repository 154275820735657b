/**
 * What every adapter does with a delivery: verifies it, and claims it where there is a replay
 * store.
 */
import { type Secret, unwrapWebhook, verifyRequest, WebhookVerificationError } from 'hookproof';
import { inMemory } from '../replay/store.js';
import { refused, tooLarge } from './answers.js';
import { type Delivery, timed } from './delivery.js';
import { claimEndpoint } from './endpoints.js';
import { claimed } from './once-only.js';
import type { Outcome } from './outcome.js';
import { isStore, must, type Settings } from './settings.js';
import { withinTimer } from './shared-timer.js';
import type { ReceivedWebhook, ReplayStore, SecretSource } from './types.js';

/** Gives a function that judges one delivery, and throws what is a mistake of the developer. */
export function guard<Subject, Source>(
  secret: SecretSource<Source>,
  settings: Settings<Subject, Source>,
) {
  const { verify, verifying, bodyTimer, replay, endpoint, storeTimer } = settings;
  if (replay !== undefined && typeof replay !== 'function')
    claimEndpoint(replay, endpoint, settings);

  const isOwn = verify === verifyRequest;

  return async <T>(delivery: Delivery, subject: Subject, source: Source): Promise<Outcome<T>> => {
    const keys = typeof secret === 'function' ? await secret(source) : secret;
    let webhook: ReceivedWebhook<T> | number;
    try {
      // What is there already is judged without waiting, unless the application has a `verify` of
      // its own.
      const body = isOwn ? delivery.takeAtOnce?.(verifying.maxBodyBytes) : undefined;
      webhook =
        body !== undefined
          ? unwrapped<T>(body, delivery, keys as Secret)
          : await verify<T>(
              timed(delivery, bodyTimer, isOwn) as unknown as Request,
              keys,
              verifying,
            );
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      await settings.onRefused?.(error, subject);
      return error.code === 'ERR_BODY_TOO_LARGE' ? TOO_LARGE : REFUSED;
    }
    // Its number: nobody wants to hear why.
    if (typeof webhook === 'number') return REFUSED;
    if (replay === undefined) return { webhook };
    const store = typeof replay === 'function' ? await storeOf(replay, source) : replay;
    return claimed(webhook, store, settings, subject);
  };

  function unwrapped<T>(body: Uint8Array, delivery: Delivery, keys: Secret) {
    const webhook = unwrapWebhook<T>(body, delivery.headers, keys, verifying) as
      | ReceivedWebhook<T>
      | number;
    if (typeof webhook === 'number') delivery.discard?.(body);
    else webhook.body = body;
    return webhook;
  }

  async function storeOf(find: StoreSource<Source>, source: Source): Promise<ReplayStore> {
    // A slow one must not outlast the freshness that was just judged.
    const finding = (async () => find(source))();
    const store = await withinTimer(storeTimer, finding, 'replay gave no store');
    must(isStore(store), 'replay must give a store with claim(), complete() and release()');
    // A memory that is made for each webhook remembers none.
    must(
      !(inMemory in store) || store === (await find(source)),
      'replay must give the same memoryReplayStore() each time: make it once, outside of the function',
    );
    claimEndpoint(store, endpoint, settings);
    return store;
  }
}

const REFUSED = { answer: refused };
const TOO_LARGE = { answer: tooLarge };

type StoreSource<Source> = (source: Source) => ReplayStore | Promise<ReplayStore>;

/** Whether an answer tells the sender that it need not try again. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300;
