/** Requests as a sender, or somebody worse, makes them. */
import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sign } from '../../tools/lib/sender.js';
import { secrets } from './routes.js';

/** Returns a delivery, signed by another library. */
export function signed(
  event = { type: 'job.completed', data: { job_id: '1' } },
  { id = `msg_${randomUUID()}`, at = new Date(), by = [secrets[0]], text } = {},
) {
  const body = text ?? JSON.stringify(event);
  return {
    id,
    headers: { 'content-type': 'application/json', ...sign(body, by, { id, date: at }) },
    body,
  };
}

/** Returns an event whose body has about this many bytes. */
export const eventOf = (bytes) => ({ type: 'job.completed', data: { text: 'x'.repeat(bytes) } });

/** A connection for each request, unless a case wants to see one used again. */
const ownConnection = new Agent({ keepAlive: false });

/**
 * Sends one request and gives its status, headers and body. `chunks` sends the body without a
 * length, piece by piece, `pauseMs` apart.
 */
export async function send(
  url,
  { headers, body, method = 'POST', chunks, pauseMs = 0, agent = ownConnection } = {},
) {
  const options = {
    method,
    agent,
    headers: {
      ...headers,
      ...(chunks === undefined && { 'content-length': Buffer.byteLength(body ?? '') }),
    },
  };
  const outgoing = httpRequest(url, options);
  const answered = new Promise((resolve, reject) => {
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
  });
  // It may come before everything is sent.
  answered.catch(() => {});
  if (chunks === undefined) outgoing.end(body);
  else {
    outgoing.flushHeaders();
    for (const chunk of chunks) {
      if (outgoing.destroyed) break;
      outgoing.write(chunk);
      await sleep(pauseMs);
    }
    outgoing.end();
  }
  const response = await answered;
  response.on('error', () => {});
  const pieces = [];
  for await (const piece of response) pieces.push(piece);
  return {
    status: response.statusCode,
    headers: response.headers,
    body: Buffer.concat(pieces).toString(),
  };
}

export const keepAlive = () => new Agent({ keepAlive: true, maxSockets: 1 });

/**
 * Writes bytes to a new connection. Gives what comes back, as it comes, and how the connection
 * ends.
 */
export async function dial(url, text) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  let got = '';
  socket.setEncoding('latin1').on('data', (piece) => {
    got += piece;
  });
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await new Promise((resolve, reject) => socket.on('connect', resolve).on('error', reject));
  await new Promise((resolve) => socket.write(text, resolve));
  const answer = async () =>
    await until(() => (/\r\n\r\n/.test(got) ? got : undefined), 'an answer');
  return { socket, closed, answer, text: () => got };
}

/** Returns the text of a request: its head, and as much of the body as asked for. */
export function rawRequest(
  url,
  { headers, body },
  { declared = Buffer.byteLength(body), sent = body } = {},
) {
  const { host, pathname } = new URL(url);
  const lines = Object.entries({ host, ...headers, 'content-length': declared }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${sent}`;
}

/** Polls until there is a value, for some seconds. */
export async function until(find, what, seconds = 5) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited for ${what} for ${seconds} s`);
    await sleep(10);
  }
}
