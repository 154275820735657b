/** The few commands that are needed, in the two ways that Redis clients for JavaScript have of saying them. */
import { WebhookConfigError } from 'hookproof';

/** What is used of a client of `redis`, 4 or newer. */
export interface NodeRedisClient {
  /** Claims. */
  set(key: string, value: string, options: { NX: true; PX: number }): Promise<unknown>;
  /** Finds whose claim it is. */
  get(key: string): Promise<unknown>;
  /** Releases. */
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Tells this client from others; it is not called. */
  sendCommand: unknown;
}

/** What is used of a client of `ioredis`. */
export interface IORedisClient {
  /** Claims. */
  set(key: string, value: string, px: 'PX', milliseconds: number, nx: 'NX'): Promise<unknown>;
  /** Finds whose claim it is. */
  get(key: string): Promise<unknown>;
  /** Releases. */
  eval(script: string, keys: number, ...keysAndArguments: string[]): Promise<unknown>;
  /** Tells this client from others; it is not called. */
  defineCommand: unknown;
}

/** A client of `redis` (4 or newer) or `ioredis`. */
export type RedisClient = NodeRedisClient | IORedisClient;

/** Either of them, for the store. */
export interface RedisCommands {
  /** Resolves when a command would be sent at once. */
  ready(): Promise<void>;
  setIfAbsent(key: string, value: string, milliseconds: number): Promise<boolean>;
  get(key: string): Promise<string>;
  eval(script: string, key: string, argument: string): Promise<unknown>;
}

export function commandsOf(client: RedisClient): RedisCommands {
  if (has(client, 'set') && has(client, 'get') && has(client, 'eval')) {
    if (has(client, 'defineCommand')) return ofIORedis(client as IORedisClient & Connection);
    if (has(client, 'sendCommand')) return ofNodeRedis(client as NodeRedisClient & Connection);
  }
  throw new WebhookConfigError('redisReplayStore takes a client of redis (4 or newer) or of ioredis', { code: 'ERR_OPTION' });
}

const has = (client: unknown, method: string): boolean =>
  typeof (client as Record<string, unknown> | null | undefined)?.[method] === 'function';

/** How a client tells of its connection. A cluster or a pool of `redis` has many, and tells of none. */
interface Connection {
  isOpen?: boolean;
  isReady?: boolean;
  status?: string;
  connect(): Promise<unknown>;
  on(event: 'ready' | 'end', listener: () => void): unknown;
  off(event: 'ready' | 'end', listener: () => void): unknown;
}

function ofNodeRedis(client: NodeRedisClient & Connection): RedisCommands {
  const connected = nextConnection(client);
  return {
    // A client that is not open says so itself, at the command.
    ready: async () => {
      if (client.isOpen === true && client.isReady === false) await connected();
    },
    setIfAbsent: async (key, value, PX) => wasSet(await client.set(key, value, { NX: true, PX })),
    get: async (key) => String(await client.get(key)),
    eval: async (script, key, argument) => client.eval(script, { keys: [key], arguments: [argument] }),
  };
}

function ofIORedis(client: IORedisClient & Connection): RedisCommands {
  const connected = nextConnection(client);
  return {
    ready: async () => {
      // ioredis-mock has no connection, and no status to tell of one.
      if (client.status === undefined || client.status === 'ready' || client.status === 'end') return;
      // A lazy client waits for a first command. What comes of it is an event, too.
      if (client.status === 'wait') client.connect().catch(() => {});
      await connected();
    },
    setIfAbsent: async (key, value, milliseconds) => wasSet(await client.set(key, value, 'PX', milliseconds, 'NX')),
    get: async (key) => String(await client.get(key)),
    eval: async (script, key, argument) => client.eval(script, 1, key, argument),
  };
}

/** Resolves when the client is ready, or has given up for good: then its next command says why. All who wait share the listeners. */
function nextConnection(client: Connection): () => Promise<void> {
  let pending: Promise<void> | undefined;
  return () => {
    pending ??= new Promise((resolve) => {
      const done = () => {
        client.off('ready', done);
        client.off('end', done);
        pending = undefined;
        resolve();
      };
      client.on('ready', done);
      client.on('end', done);
    });
    return pending;
  };
}

/** A client that answers anything else, such as one in the callback mode of old, has not said that the claim was made. */
function wasSet(reply: unknown): boolean {
  if (reply === null) return false;
  if (String(reply) === 'OK') return true;
  throw new Error('Redis: SET was answered neither by OK nor by null');
}
