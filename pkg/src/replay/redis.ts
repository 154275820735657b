import type { ReplayStore } from '../lib/replay-store.js';
import { Claimant, given, lifetimeOf, positive, text } from '../lib/claim.js';
import { MAX_TIMEOUT_MS, within } from '../lib/within.js';
import { commandsOf, type RedisClient } from './redis-clients.js';

/** Where to keep the claims, and how long to wait for them. */
export interface RedisReplayStoreOptions {
  /** What each key begins with, before a dot. One for each sender, so that two of them cannot claim each other's ids. Default: `hookproof`. */
  prefix?: string;
  /** How long Redis may take, with a lost connection coming back meanwhile, in milliseconds. Default: 2000. */
  timeoutMs?: number;
}

/** Deletes a key whose value begins with the claimant's name, or is a token of it: nobody else's. */
const releaseScript = `
local value = redis.call('GET', KEYS[1])
if value and string.sub(value, 1, #ARGV[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/**
 * A store in Redis, which any number of processes share. A claim is one `SET key value NX PX milliseconds`.
 *
 * A claim is rejected if Redis does not answer in time, whatever the client's own settings for lost connections are.
 *
 * @param client A connected client of `redis` (4 or newer) or `ioredis`, single or cluster. It stays yours to close.
 * @throws {WebhookConfigError} Another kind of client, or a wrong option.
 *
 * @example
 * const client = await createClient({ url: process.env.REDIS_URL }).connect();
 * const replay = redisReplayStore(client, { prefix: 'pulse' });
 *
 * @example
 * const replay = redisReplayStore(new Redis(process.env.REDIS_URL));
 *
 * @see https://redis.io/docs/latest/commands/set/
 */
export function redisReplayStore(client: RedisClient, options?: RedisReplayStoreOptions): ReplayStore {
  const { prefix = 'hookproof', timeoutMs = 2000 } = given(options);
  positive('timeoutMs', timeoutMs, MAX_TIMEOUT_MS);
  text('prefix', prefix);
  const redis = commandsOf(client);
  const claimant = new Claimant();
  // No verified id has a dot: two prefixes, one of which begins with the other, cannot make one key of two ids.
  const keyOf = (id: string): string => `${prefix}.${id}`;
  const late = `Redis did not answer within ${timeoutMs} ms`;

  const claim = async (key: string, token: string, lifetime: number): Promise<boolean> => {
    if (await redis.setIfAbsent(key, token, lifetime)) return true;
    // A client that sent the command twice, because the connection broke before the answer came, finds its own token.
    return (await redis.get(key)) === token;
  };

  return {
    async claim(id, ttlSeconds) {
      const [key, lifetime, token] = [keyOf(id), lifetimeOf(id, ttlSeconds), claimant.token()];
      const start = Date.now();
      // Nothing is sent before: a command that waits in the client's queue would claim after everybody has given up.
      await within(timeoutMs, redis.ready(), late);
      try {
        return await within(Math.max(1, timeoutMs - (Date.now() - start)), claim(key, token, lifetime), late);
      } catch (error) {
        // Whether Redis took it or will take it is not known. The sender's next attempt must not find a claim that nobody works on.
        redis.eval(releaseScript, key, token).catch(() => {});
        throw error;
      }
    },
    async release(id) {
      const release = async () => {
        await redis.ready();
        await redis.eval(releaseScript, keyOf(id), claimant.name);
      };
      await within(timeoutMs, release(), late);
    },
  };
}
