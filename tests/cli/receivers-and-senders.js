/** Receivers and senders that are not hookproof. */
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer as createSocketServer } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { serving } from '../../tools/lib/loopback.js';
import { sign } from '../../tools/lib/sender.js';

/**
 * Calls `use` with the address of a server that answers with `listener`, and with what it was sent.
 */
export async function withServer(listener, use) {
  const received = [];
  const collecting = async (req, res) => {
    const pieces = [];
    for await (const piece of req) pieces.push(piece);
    const { method, url, rawHeaders, headers } = req;
    received.push({ method, url, rawHeaders, headers, body: Buffer.concat(pieces) });
    await listener(req, res, received.length);
  };
  await serving(collecting, (url) => use(url, received));
}

/** A server that takes connections, and does what it is told with them. */
export async function withSocketServer(listener, use) {
  const sockets = new Set();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    listener(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`http://127.0.0.1:${server.address().port}`);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

/** Answers everything alike. */
export const answering =
  (status, headers = {}, text = '') =>
  (_, res) =>
    res.writeHead(status, headers).end(text);

/** Tells whether another library takes what a server received. */
export function isAuthentic({ headers, body }, secret) {
  try {
    new Webhook(secret).verify(body.toString(), headers);
    return true;
  } catch {
    return false;
  }
}

/** Returns the headers that another library signs with. */
export const signed = (body, secret, options) =>
  sign(body, [secret], { id: 'msg_peer', ...options });

/** POSTs header pairs as they are, and gives the status. */
export async function post(url, body, headers, { method = 'POST' } = {}) {
  const pairs = [
    ['host', new URL(url).host],
    ...(Array.isArray(headers) ? headers : Object.entries(headers)),
  ];
  const sent = request(url, { method, headers: pairs.flat(), agent: false });
  sent.end(body);
  const [response] = await once(sent, 'response');
  response.resume();
  await once(response, 'end');
  return response;
}

/**
 * Writes bytes to a socket, and gives what comes back until it is closed. With `end`, closes it
 * itself, some milliseconds later.
 */
export async function raw(url, bytes, { end = false, after = 0 } = {}) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  let answer = '';
  socket.setEncoding('latin1').on('data', (piece) => (answer += piece));
  socket.on('error', () => {});
  socket.write(bytes);
  if (end) setTimeout(() => socket.destroy(), after);
  if (!socket.closed) await once(socket, 'close');
  return answer;
}
