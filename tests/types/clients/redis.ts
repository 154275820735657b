/** The real clients, as their libraries type them, are what redisReplayStore takes. */
import { type ReplayStore, redisReplayStore } from 'hookproof/replay';
import { Cluster as IORedis6Cluster, Redis as IORedis6 } from 'ioredis';
import { Cluster as IORedis5Cluster, Redis as IORedis5 } from 'ioredis-5';
import * as redis6 from 'redis';
import * as redis4 from 'redis-4';
import * as redis5 from 'redis-5';

export const stores: ReplayStore[] = [
  redisReplayStore(redis4.createClient()),
  redisReplayStore(redis5.createClient()),
  redisReplayStore(redis6.createClient(), { prefix: 'pulse', timeoutMs: 1000 }),
  redisReplayStore(await redis6.createClient().connect()),
  redisReplayStore(redis4.createCluster({ rootNodes: [] })),
  redisReplayStore(redis6.createCluster({ rootNodes: [] })),
  redisReplayStore(redis6.createClientPool()),
  redisReplayStore(new IORedis5()),
  redisReplayStore(new IORedis6()),
  redisReplayStore(new IORedis5Cluster([])),
  redisReplayStore(new IORedis6Cluster([])),
];

// @ts-expect-error A URL is no client.
redisReplayStore('redis://localhost');
