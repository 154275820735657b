/**
 * Stands between a client and Redis, and breaks the connection in the worst moment: Redis has done
 * what it was told, and its answer is lost.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * Calls `use` with the path to connect to, and `loseNextAnswerTo(word)`: to the next command that
 * has this word in it.
 */
export async function withSilentProxy(path, redisPath, use) {
  let word;
  const sockets = new Set();
  const server = createServer((client) => {
    const redis = connect(redisPath);
    let isLost = false;
    for (const socket of [client, redis]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        redis.destroy();
      });
    }
    client.on('data', (data) => {
      if (word !== undefined && data.includes(word)) [isLost, word] = [true, undefined];
      redis.write(data);
    });
    redis.on('data', (data) => {
      if (isLost) redis.destroy();
      else client.write(data);
    });
  });
  server.listen(path);
  await once(server, 'listening');
  try {
    return await use({
      loseNextAnswerTo: (next) => {
        word = next;
      },
    });
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}
