export type { ReplayLease, ReplayState, ReplayStore } from './store.js';
export type { SqlReplayStoreOptions } from './sql.js';
export { type D1DatabaseLike, d1ReplayStore } from './d1.js';
export {
  type DurableObjectNamespaceLike,
  DurableObjectReplayStore,
  type DurableObjectReplayStoreOptions,
  type DurableObjectStateLike,
} from './durable-object.js';
export { type MemoryReplayStoreOptions, memoryReplayStore } from './memory.js';
export {
  type PgClient,
  type PostgresClient,
  type PostgresSql,
  postgresReplayStore,
  postgresReplayTable,
} from './postgres.js';
export { type RedisReplayStoreOptions, redisReplayStore } from './redis.js';
export type { IORedisClient, NodeRedisClient, RedisClient } from './redis-eval.js';
export {
  type LibsqlClient,
  type SqliteDatabase,
  type SqliteReplayStoreOptions,
  sqliteReplayStore,
  sqliteReplayTable,
} from './sqlite.js';
