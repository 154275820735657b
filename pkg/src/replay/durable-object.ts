import { WebhookConfigError } from 'hookproof';
import type { ReplayStore } from '../lib/replay-store.js';
import { Claimant, given, lifetimeOf, positive, text } from '../lib/claim.js';
import { MAX_TIMEOUT_MS, within } from '../lib/within.js';

/** How to spread the claims, and how long to wait for them. */
export interface DurableObjectReplayStoreOptions {
  /**
   * Over how many objects the ids are spread, at some hundred claims a second each. All who use a namespace must agree; changing
   * it forgets, for one time to live, most of what was claimed. Default: 16.
   */
  shards?: number;
  /** What the names of the objects begin with. One for each sender, so that two of them cannot claim each other's ids. Default: `replay`. */
  prefix?: string;
  /** How long an object may take, in milliseconds. Default: 2000. */
  timeoutMs?: number;
}

/** What is used of a `DurableObjectNamespace`, the binding. */
export interface DurableObjectNamespaceLike {
  /** Gives the identifier of the object of that name. Its type is the runtime's own; it is only handed back to it. */
  idFromName(name: string): any;
  /** Gives the object. */
  get(id: any): {
    /** Asks it. */
    fetch(url: string, init: { method: string; body: string }): Promise<Pick<Response, 'ok' | 'status' | 'json'>>;
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

/** What is asked of an object. The lifetime is in milliseconds; a release has none. */
interface Question {
  id: string;
  token: string;
  lifetime?: number;
}

const createTable = `
CREATE TABLE IF NOT EXISTS claims (id TEXT PRIMARY KEY, token TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS claims_by_expiry ON claims (expires_at)`;

/** Between two sweeps of one object, in milliseconds. */
const SWEEP_EVERY = 60_000;

/**
 * A store in Durable Objects, for Workers: one answer for the whole world, kept on disk, so that it survives restarts.
 *
 * The class is the object that remembers: export it from the Worker, and bind it as one that keeps SQLite
 * (`new_sqlite_classes`). {@link DurableObjectReplayStore.from} makes the store from that binding. What has expired is deleted
 * by an alarm.
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
 *     if (!(await replay.claim(id, 660))) return new Response('Unauthorized', { status: 401 });
 *     …
 *   },
 * };
 *
 * @example
 * // wrangler.jsonc
 * "durable_objects": { "bindings": [{ "name": "REPLAY", "class_name": "DurableObjectReplayStore" }] },
 * "migrations": [{ "tag": "v1", "new_sqlite_classes": ["DurableObjectReplayStore"] }]
 */
export class DurableObjectReplayStore {
  /** By this, and by nothing at run time, Cloudflare's types know the class of an object. */
  declare readonly __DURABLE_OBJECT_BRAND: never;

  readonly #storage: DurableObjectStateLike['storage'];

  /**
   * Makes the store of a Worker from its binding.
   *
   * @param namespace The binding of this class, `env.REPLAY` say; also one limited to a jurisdiction.
   * @param options The number of objects and how long one may take.
   * @throws {WebhookConfigError} No binding, or a wrong option.
   */
  static from(namespace: DurableObjectNamespaceLike, options?: DurableObjectReplayStoreOptions): ReplayStore {
    const { shards = 16, prefix = 'replay', timeoutMs = 2000 } = given(options);
    positive('shards', shards);
    positive('timeoutMs', timeoutMs, MAX_TIMEOUT_MS);
    text('prefix', prefix);
    if (typeof namespace?.idFromName !== 'function') {
      throw new WebhookConfigError('DurableObjectReplayStore.from takes the binding of the class, such as env.REPLAY', {
        code: 'ERR_OPTION',
      });
    }
    const claimant = new Claimant();

    const askOnce = async (path: string, question: Question): Promise<boolean> => {
      const object = namespace.get(namespace.idFromName(`${prefix}-${shardOf(question.id, shards)}`));
      const response = await object.fetch(`https://replay/${path}`, { method: 'POST', body: JSON.stringify(question) });
      const answer = response.ok ? await response.json() : undefined;
      if (typeof answer !== 'boolean') throw new Error(`the Durable Object answered ${response.status}, and not whether it did`);
      return answer;
    };
    // An object that moves or restarts loses what it was asked. The same token makes asking again harmless.
    const ask = async (path: string, question: Question): Promise<boolean> => {
      const once = () => within(timeoutMs, askOnce(path, question), `the Durable Object did not answer within ${timeoutMs} ms`);
      return await once().catch(once);
    };

    return {
      async claim(id, ttlSeconds) {
        const question = { id, token: claimant.token(), lifetime: lifetimeOf(id, ttlSeconds) };
        try {
          return await ask('claim', question);
        } catch (error) {
          // It may have been claimed all the same. The sender's next attempt must not find a claim that nobody works on.
          askOnce('release', question).catch(() => {});
          throw error;
        }
      },
      async release(id) {
        await ask('release', { id, token: claimant.name });
      },
    };
  }

  /** Called by the runtime. */
  constructor(state: DurableObjectStateLike) {
    this.#storage = state.storage;
    this.#storage.sql.exec(createTable);
  }

  /** Called by the store, through the binding. */
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const question = (await request.json()) as Question;
    if (pathname === '/claim') return Response.json(await this.#claim(question));
    if (pathname === '/release') return Response.json(this.#release(question));
    return new Response(null, { status: 404 });
  }

  /** Called by the runtime: deletes what has expired. */
  async alarm(): Promise<void> {
    const now = Date.now();
    this.#sql('DELETE FROM claims WHERE expires_at <= ?', now);
    const [{ next }] = this.#sql('SELECT MIN(expires_at) AS next FROM claims') as [{ next: number | null }];
    if (next !== null) await this.#storage.setAlarm(Math.max(next, now + SWEEP_EVERY));
  }

  async #claim({ id, token, lifetime }: Question): Promise<boolean> {
    const expiresAt = Date.now() + (lifetime as number);
    // Before the claim: one that is made is then sure to be deleted, and an alarm without claims does no harm.
    if ((await this.#storage.getAlarm()) === null) await this.#storage.setAlarm(expiresAt);
    this.#sql(
      `INSERT INTO claims VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET token = excluded.token, expires_at = excluded.expires_at
       WHERE expires_at <= ?`,
      id,
      token,
      expiresAt,
      Date.now(),
    );
    return this.#sql('SELECT 1 FROM claims WHERE id = ? AND token = ?', id, token).length === 1;
  }

  #release({ id, token }: Question): boolean {
    return this.#sql('DELETE FROM claims WHERE id = ? AND substr(token, 1, ?) = ? RETURNING 1', id, token.length, token).length === 1;
  }

  #sql(query: string, ...values: (string | number)[]): Record<string, unknown>[] {
    return this.#storage.sql.exec(query, ...values).toArray();
  }
}

/** FNV-1a. Senders choose ids, but only authentic ones get here, so it need not withstand an attacker. */
function shardOf(id: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % shards;
}
