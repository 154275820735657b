import { MAX_TIMEOUT_MS, within } from '../core/timeout.js';
import { claimOf, given, holderOf, millisecondsOf, must, positive, text } from './claim.js';
import { creation, sqliteStore } from './sqlite-statements.js';
import type { ReplayStore } from './store.js';

/** How to spread the claims, and how long to wait for them. */
export interface DurableObjectReplayStoreOptions {
  /**
   * Over how many objects the ids are spread, at some hundred claims a second each. All who use a
   * namespace must agree; changing it forgets most of what was done. Default: 16.
   */
  shards?: number;
  /** What the names of the objects begin with. Default: `replay`. */
  prefix?: string;
  /** How long an object may take, in milliseconds. Default: 2000. */
  timeoutMs?: number;
}

/** What is used of a `DurableObjectNamespace`, the binding. */
export interface DurableObjectNamespaceLike {
  /**
   * Gives the identifier of the object of that name. Its type is the runtime's own; it is only
   * handed back to it.
   */
  idFromName(name: string): any;
  /** Gives the object. */
  get(id: any): {
    /** Asks it. */
    fetch(
      url: string,
      init: { method: string; body: string },
    ): Promise<Pick<Response, 'ok' | 'status' | 'json'>>;
  };
}

/** What is used of a `DurableObjectState`. */
export interface DurableObjectStateLike {
  /** What the object keeps on disk. */
  storage: {
    /** Its SQLite. */
    sql: {
      /** Runs one statement. */
      exec(
        query: string,
        ...values: (string | number)[]
      ): {
        /** Gives its rows. */
        toArray(): Record<string, unknown>[];
      };
    };
    /** When the object is called next, in milliseconds since 1970. */
    getAlarm(): Promise<number | null>;
    /** Has the object called then, in milliseconds since 1970. */
    setAlarm(time: number): Promise<void>;
  };
}

/** What is asked of an object: what the method of that name is given. */
type Question = {
  [Method in keyof ReplayStore]: [method: Method, ...Parameters<ReplayStore[Method]>];
}[keyof ReplayStore];

/** Between two sweeps of one object, in milliseconds. */
const SWEEP_EVERY = 60_000;

/**
 * Keeps what is known in Durable Objects, for Workers: one answer for the whole world, kept on
 * disk, so that it survives restarts.
 *
 * The class is the object that remembers: export it from the Worker, and bind it as one that keeps
 * SQLite (`new_sqlite_classes`). {@link DurableObjectReplayStore.from} makes the store from that
 * binding. What has ended is deleted by an alarm.
 *
 * @example
 * import { DurableObjectReplayStore } from 'hookproof/replay';
 *
 * export { DurableObjectReplayStore };
 *
 * export default {
 *   async fetch(request, env) {
 *     const { id, event } = await verifyRequest(request, env.WEBHOOK_SECRET);
 *     const replay = DurableObjectReplayStore.from(env.REPLAY);
 *     const lease = { leaseSeconds: 60, token: crypto.randomUUID() };
 *     const state = await replay.claim(`pulse.${id}`, lease);
 *     if (state !== 'claimed') return new Response(null, { status: state === 'done' ? 204 : 503 });
 *     …
 *   },
 * };
 *
 * @example
 * // wrangler.jsonc
 * "durable_objects": {
 *   "bindings": [{ "name": "REPLAY", "class_name": "DurableObjectReplayStore" }]
 * },
 * "migrations": [{ "tag": "v1", "new_sqlite_classes": ["DurableObjectReplayStore"] }]
 */
export class DurableObjectReplayStore {
  /** By this, and by nothing at run time, Cloudflare's types know the class of an object. */
  declare readonly __DURABLE_OBJECT_BRAND: never;

  readonly #storage: DurableObjectStateLike['storage'];
  readonly #store: ReplayStore;

  /**
   * Makes the store of a Worker from its binding.
   *
   * @param namespace The binding of this class, `env.REPLAY` say; also one limited to a
   *   jurisdiction.
   * @param options The number of objects and how long one may take.
   * @throws {WebhookConfigError} No binding, or a wrong option.
   */
  static from(
    namespace: DurableObjectNamespaceLike,
    options?: DurableObjectReplayStoreOptions,
  ): ReplayStore {
    const { shards = 16, prefix = 'replay', timeoutMs = 2000 } = given(options);
    positive('shards', shards);
    positive('timeoutMs', timeoutMs, MAX_TIMEOUT_MS);
    text('prefix', prefix);
    must(
      typeof namespace?.idFromName === 'function',
      'DurableObjectReplayStore.from takes the binding of the class, such as env.REPLAY',
    );

    const askOnce = async ([method, key, ...given]: Question): Promise<unknown> => {
      const object = namespace.get(namespace.idFromName(`${prefix}-${shardOf(key, shards)}`));
      const response = await object.fetch('https://replay/', {
        method: 'POST',
        body: JSON.stringify([method, key, ...given]),
      });
      const answer = response.ok ? await response.json() : undefined;
      if (!answers[method].includes(answer))
        throw new Error(`the Durable Object answered ${response.status}, and not what it found`);
      return answer;
    };
    // An object that moves or restarts loses what it was asked. The same token makes asking again
    // harmless.
    const ask = async <Answer>(...question: Question): Promise<Answer> => {
      const once = () =>
        within(
          timeoutMs,
          askOnce(question),
          `the Durable Object did not answer within ${timeoutMs} ms`,
        );
      return (await once().catch(once)) as Answer;
    };

    return {
      async claim(key, lease) {
        claimOf(key, lease);
        return await ask('claim', key, lease);
      },
      async complete(key, token, rememberSeconds) {
        holderOf(key, token);
        millisecondsOf('rememberSeconds', rememberSeconds);
        return await ask('complete', key, token, rememberSeconds);
      },
      async release(key, token) {
        holderOf(key, token);
        return await ask('release', key, token);
      },
    };
  }

  /** Called by the runtime. */
  constructor(state: DurableObjectStateLike) {
    this.#storage = state.storage;
    // Here as well as by the store: an alarm may come first.
    for (const sql of creation({ table: 'claims' })) this.#storage.sql.exec(sql);
    this.#store = sqliteStore({ table: 'claims' }, async (statements) =>
      statements.map(({ sql, args }) => this.#storage.sql.exec(sql, ...args).toArray()),
    );
  }

  /** Called by the store, through the binding. */
  async fetch(request: Request): Promise<Response> {
    const [method, ...given] = (await request.json()) as Question;
    if (!Object.hasOwn(answers, method)) return new Response(null, { status: 404 });
    // Before the claim: one that is made is then sure to be deleted, and an alarm without claims
    // does no harm.
    if (method === 'claim')
      await this.#wakeAt(
        Date.now() + claimOf(...(given as Parameters<ReplayStore['claim']>)).lease,
      );
    return Response.json(
      await (this.#store[method] as (...given: unknown[]) => Promise<unknown>)(...given),
    );
  }

  /** Called by the runtime: deletes what has ended. */
  async alarm(): Promise<void> {
    const now = Date.now();
    this.#storage.sql.exec('DELETE FROM claims WHERE ends_at <= ?', now);
    const [{ next }] = this.#storage.sql
      .exec('SELECT MIN(ends_at) AS next FROM claims')
      .toArray() as [{ next: number | null }];
    if (next !== null) await this.#storage.setAlarm(Math.max(next, now + SWEEP_EVERY));
  }

  /** Sets the alarm, unless it goes off by then or soon after. */
  async #wakeAt(time: number): Promise<void> {
    const alarm = await this.#storage.getAlarm();
    if (alarm === null || alarm > time + SWEEP_EVERY) await this.#storage.setAlarm(time);
  }
}

/** What each method gives: anything else is no answer. */
const answers: Record<keyof ReplayStore, unknown[]> = {
  claim: ['claimed', 'busy', 'done'],
  complete: [true, false],
  release: [true, false],
};

/**
 * FNV-1a. Senders choose ids, but only authentic ones get here, so it need not withstand an
 * attacker.
 */
function shardOf(id: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % shards;
}
