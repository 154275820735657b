import { MAX_TIMEOUT_MS, within } from '../core/timeout.js';
import { claimOf, given, holderOf, millisecondsOf, positive, text } from './claim.js';
import { type RedisClient, scriptsOf } from './redis-eval.js';
import type { ReplayStore, ReplayState } from './store.js';

/** Where to keep what is known, and how long to wait for it. */
export interface RedisReplayStoreOptions {
  /** What each key begins with, before a dot. Default: `hookproof`. */
  prefix?: string;
  /**
   * How long Redis may take, with a lost connection coming back meanwhile, in milliseconds.
   * Default: 2000.
   */
  timeoutMs?: number;
}

/**
 * A value is the token after a letter: `w`, it works on it, or `d`, it has done it. The key ends by
 * itself.
 */
const claimScript = `
local held, mine = redis.call('GET', KEYS[1]), 'w' .. ARGV[1]
if held and held ~= mine then return string.sub(held, 1, 1) == 'd' and 'done' or 'busy' end
redis.call('SET', KEYS[1], mine, 'PX', ARGV[2])
return 'claimed'`;

const completeScript = `
local held = redis.call('GET', KEYS[1])
if held == 'd' .. ARGV[1] then return 1 end
if held ~= 'w' .. ARGV[1] then return 0 end
redis.call('SET', KEYS[1], 'd' .. ARGV[1], 'PX', ARGV[2])
return 1`;

const releaseScript = `
if redis.call('GET', KEYS[1]) == 'w' .. ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/**
 * Makes a store in Redis, which any number of processes share. Each operation is one script on one
 * key: one round trip.
 *
 * It is rejected if Redis does not answer in time, whatever the client's own settings for lost
 * connections are.
 *
 * @param client A connected client of `redis` (4 or newer) or `ioredis`, single or cluster. It
 *   stays yours to close.
 * @throws {WebhookConfigError} Another kind of client, or a wrong option.
 *
 * @example
 * const client = await createClient({ url: process.env.REDIS_URL }).connect();
 * const replay = redisReplayStore(client);
 *
 * @example
 * const replay = redisReplayStore(new Redis(process.env.REDIS_URL));
 *
 * @see https://redis.io/docs/latest/commands/eval/
 */
export function redisReplayStore(
  client: RedisClient,
  options?: RedisReplayStoreOptions,
): ReplayStore {
  const { prefix = 'hookproof', timeoutMs = 2000 } = given(options);
  positive('timeoutMs', timeoutMs, MAX_TIMEOUT_MS);
  text('prefix', prefix);
  const redis = scriptsOf(client);
  const late = `Redis did not answer within ${timeoutMs} ms`;

  const run = async <Answer>(
    answers: readonly Answer[],
    script: string,
    key: string,
    ...values: string[]
  ): Promise<Answer> => {
    const start = Date.now();
    // Nothing is sent before: a command that waits in the client's queue would claim after
    // everybody has given up.
    await within(timeoutMs, redis.ready(), late);
    const left = Math.max(1, timeoutMs - (Date.now() - start));
    const reply = await within(left, redis.run(script, `${prefix}.${key}`, ...values), late);
    // A client in the callback mode of old, say, has not said what was found.
    const answer = answers.find((one) => String(one) === String(reply));
    if (answer === undefined) throw new Error('Redis answered a script with what it never returns');
    return answer;
  };

  return {
    async claim(key, given) {
      const { token, lease } = claimOf(key, given);
      return await run<ReplayState>(
        ['claimed', 'busy', 'done'],
        claimScript,
        key,
        token,
        String(lease),
      );
    },
    async complete(key, token, rememberSeconds) {
      holderOf(key, token);
      const remember = millisecondsOf('rememberSeconds', rememberSeconds);
      return (await run([0, 1], completeScript, key, token, String(remember))) === 1;
    },
    async release(key, token) {
      holderOf(key, token);
      return (await run([0, 1], releaseScript, key, token)) === 1;
    },
  };
}
