/**
 * Each client library, in each of the major versions that people run: how to connect one, and how
 * to close it.
 */
import { Redis as IORedis6, Cluster as IORedis6Cluster } from 'ioredis';
import { Redis as IORedis5 } from 'ioredis-5';
import * as redis6 from 'redis';
import * as redis4 from 'redis-4';
import * as redis5 from 'redis-5';

/**
 * `client` takes the path of a socket and more options. Its errors are expected: the tests break
 * its connection.
 */
const nodeRedis = ({ createClient }) => ({
  connect: async (path, options) => {
    const client = createClient({ socket: { path, reconnectStrategy: 50 }, ...options }).on(
      'error',
      () => {},
    );
    await client.connect();
    return client;
  },
  command: (client, ...words) => client.sendCommand(words),
  close: (client) => (client.destroy ?? client.disconnect).call(client),
});

const ioredis = (Redis) => ({
  connect: async (path, options) =>
    new Redis({ path, retryStrategy: () => 50, ...options }).on('error', () => {}),
  command: (client, ...words) => client.call(...words),
  close: (client) => client.disconnect(),
});

export const libraries = {
  'redis 4': nodeRedis(redis4),
  'redis 5': nodeRedis(redis5),
  'redis 6': nodeRedis(redis6),
  'ioredis 5': ioredis(IORedis5),
  'ioredis 6': ioredis(IORedis6),
};

/** The same for a cluster and for a pool, where the libraries have them. */
export const clusters = {
  'redis 4, cluster': {
    create: (port) =>
      redis4
        .createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] })
        .on('error', () => {}),
    close: (client) => client.disconnect(),
  },
  'redis 6, cluster': {
    create: (port) =>
      redis6
        .createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] })
        .on('error', () => {}),
    close: (client) => client.destroy(),
  },
  'ioredis 6, cluster': {
    create: (port) =>
      new IORedis6Cluster([{ host: '127.0.0.1', port }], { lazyConnect: true }).on(
        'error',
        () => {},
      ),
    close: (client) => client.disconnect(),
  },
};

export const pool = (path) =>
  redis6.createClientPool({ socket: { path } }, { maximum: 4 }).on('error', () => {});
