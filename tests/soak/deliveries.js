/** What is delivered in a soak, and what has to come of it. */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { sign } from '../../tools/lib/sender.js';

const dataOf = (bytes) => ({
  type: 'job.completed',
  data: { job_id: randomUUID(), text: 'x'.repeat(bytes) },
});

function signed(secret, bytes) {
  const body = JSON.stringify(dataOf(bytes));
  return { body, headers: { 'content-type': 'application/json', ...sign(body, [secret]) } };
}

/**
 * Sends deliveries to one address, at most `concurrency` at a time on connections that are used
 * again.
 */
export function sender({ url, secret, concurrency }) {
  // In turn, and none after two idle seconds: Node closes one that was idle for its
  // keepAliveTimeout (5 s and a second), and a request that is on its way at that moment is reset.
  // It would be the server's doing, and none of the receiver's.
  const agent = new Agent({
    keepAlive: true,
    maxSockets: concurrency,
    scheduling: 'fifo',
    timeout: 2000,
  });
  const { hostname, port, pathname } = new URL(url);

  const post = ({ headers, body }) =>
    new Promise((resolve, reject) => {
      const options = {
        agent,
        hostname,
        port,
        path: pathname,
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      };
      request(options, (response) =>
        response.resume().on('end', () => resolve(response.statusCode)),
      )
        .on('error', reject)
        .end(body);
    });

  /** Each gives what came back, and the code that the receiver has to log, if any. */
  const kinds = {
    async valid(at) {
      const delivery = signed(secret, (at * 37) % 2000);
      return {
        id: delivery.headers['webhook-id'],
        delivery,
        status: await post(delivery),
        expected: 204,
      };
    },
    async tampered(at) {
      const delivery = signed(secret, (at * 37) % 2000);
      const body = delivery.body.replace('job.completed', 'job.cancelled');
      return {
        status: await post({ ...delivery, body }),
        expected: 401,
        code: 'ERR_NO_MATCHING_SIGNATURE',
      };
    },
    async replayed(_, earlier) {
      return { status: await post(earlier), expected: 204, code: 'ERR_REPLAYED' };
    },
    async 'cut off'(at) {
      await cutOff(signed(secret, 500 + ((at * 37) % 2000)));
      return { status: undefined, expected: undefined, code: 'ERR_NO_MATCHING_SIGNATURE' };
    },
  };

  const cutOff = ({ headers, body }) =>
    new Promise((resolve, reject) => {
      const lines = Object.entries({
        host: hostname,
        ...headers,
        'content-length': Buffer.byteLength(body),
      }).map(([name, value]) => `${name}: ${value}\r\n`);
      const socket = connect({ host: hostname, port: Number(port) })
        .on('error', reject)
        .on('close', resolve);
      // Ended and not reset, so that everything before the cut arrives.
      socket.end(
        `POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body.slice(0, body.length / 2)}`,
      );
      socket.resume();
    });

  return { kinds, stop: () => agent.destroy() };
}
