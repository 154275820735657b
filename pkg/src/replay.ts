export type { ReplayLease, ReplayState, ReplayStore } from './lib/replay-store.js';
export type { SqlReplayStoreOptions } from './replay/sql.js';
export { type D1DatabaseLike, d1ReplayStore } from './replay/d1.js';
export {
  type DurableObjectNamespaceLike,
  DurableObjectReplayStore,
  type DurableObjectReplayStoreOptions,
  type DurableObjectStateLike,
} from './replay/durable-object.js';
export { type MemoryReplayStoreOptions, memoryReplayStore } from './replay/memory.js';
export { type PgClient, type PostgresClient, type PostgresSql, postgresReplayStore, postgresReplayTable } from './replay/postgres.js';
export { type RedisReplayStoreOptions, redisReplayStore } from './replay/redis.js';
export type { IORedisClient, NodeRedisClient, RedisClient } from './replay/redis-clients.js';
export {
  type LibsqlClient,
  type SqliteDatabase,
  type SqliteReplayStoreOptions,
  sqliteReplayStore,
  sqliteReplayTable,
} from './replay/sqlite.js';
