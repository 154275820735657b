/** Runs a script in Redis: its command EVAL, as the two clients for JavaScript take it. */
import { WebhookConfigError } from 'hookproof';
import { has } from './claim.js';

/** What is used of a client of `redis`, 4 or newer. */
export interface NodeRedisClient {
  /** Runs a script. */
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Runs it in a cluster. */
  sendCommand: unknown;
}

/** What is used of a client of `ioredis`. */
export interface IORedisClient {
  /** Runs a script. */
  eval(script: string, keys: number, ...keysAndArguments: string[]): Promise<unknown>;
  /** Tells this client from others; it is not called. */
  defineCommand: unknown;
}

/** A client of `redis` (4 or newer) or `ioredis`. */
export type RedisClient = NodeRedisClient | IORedisClient;

/** Either of them, for the store. */
export interface RedisScripts {
  /** Resolves when a command would be sent at once. */
  ready(): Promise<void>;
  run(script: string, key: string, ...values: string[]): Promise<unknown>;
}

export function scriptsOf(client: RedisClient): RedisScripts {
  if (has(client, 'eval')) {
    if (has(client, 'defineCommand')) return ofIORedis(client as IORedisClient & Connection);
    if (has(client, 'sendCommand')) return ofNodeRedis(client as NodeRedisClient & Connection);
  }
  throw new WebhookConfigError(
    'redisReplayStore takes a client of redis (4 or newer) or of ioredis',
    { code: 'ERR_OPTION' },
  );
}

/**
 * How a client tells of its connection. A cluster or a pool of `redis` has many, and tells of none.
 */
interface Connection {
  isOpen?: boolean;
  isReady?: boolean;
  status?: string;
  connect(): Promise<unknown>;
  on(event: 'ready' | 'end', listener: () => void): unknown;
  off(event: 'ready' | 'end', listener: () => void): unknown;
}

interface Cluster {
  sendCommand(firstKey: string, isReadonly: boolean, words: string[]): Promise<unknown>;
}

function ofNodeRedis(client: NodeRedisClient & Connection): RedisScripts {
  const connected = nextConnection(client);
  return {
    // A client that is not open says so itself, at the command.
    ready: async () => {
      if (client.isOpen === true && client.isReady === false) await connected();
    },
    run: async (script, key, ...values) => {
      if (!has(client, 'getSlotMaster'))
        return client.eval(script, { keys: [key], arguments: values });
      // Of a cluster `eval` asks any node, and follows where that one sends it: `redis` 4 takes no
      // script to its key.
      return (client as unknown as Cluster).sendCommand(key, false, [
        'EVAL',
        script,
        '1',
        key,
        ...values,
      ]);
    },
  };
}

function ofIORedis(client: IORedisClient & Connection): RedisScripts {
  const connected = nextConnection(client);
  return {
    ready: async () => {
      // ioredis-mock has no connection, and no status to tell of one.
      if (client.status === undefined || client.status === 'ready' || client.status === 'end')
        return;
      // A lazy client waits for a first command. What comes of it is an event, too.
      if (client.status === 'wait') client.connect().catch(() => {});
      await connected();
    },
    run: async (script, key, ...values) => client.eval(script, 1, key, ...values),
  };
}

/**
 * Resolves when the client is ready, or has given up for good: then its next command says why. All
 * who wait share the listeners.
 */
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
