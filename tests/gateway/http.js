/**
 * Requests over HTTP/1.1 and HTTP/2 with just these headers, and a backend that keeps what reaches
 * it.
 */
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { connect } from 'node:http2';

/**
 * Each gives `send({ path, pairs, body, method })`, which gives status, headers and text, and
 * `close`.
 */
export const clients = {
  'HTTP/1.1': (origin) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 16 });
    const { host, hostname, port } = new URL(origin);
    const send = async ({ path, pairs, body = Buffer.alloc(0), method = 'POST' }) => {
      const headers = ['host', host, ...pairs.flat(), 'content-length', String(body.length)];
      const outgoing = request({ agent, hostname, port, path, method, headers });
      outgoing.end(body);
      const [response] = await once(outgoing, 'response');
      return {
        status: response.statusCode,
        headers: response.headers,
        text: await textOf(response),
      };
    };
    return { send, close: () => agent.destroy() };
  },
  'HTTP/2': (origin) => {
    const session = connect(origin);
    session.on('error', () => {});
    const send = async ({ path, pairs, body = Buffer.alloc(0), method = 'POST' }) => {
      const headers = { ':path': path, ':method': method };
      for (const [name, value] of pairs) {
        const lower = name.toLowerCase();
        headers[lower] = [...(headers[lower] ?? []), value];
      }
      const stream = session.request(headers);
      stream.end(body);
      const answer = await once(stream, 'response').then(
        ([found]) => found,
        (error) => ({ ':status': error.code }),
      );
      const text = typeof answer[':status'] === 'number' ? await textOf(stream) : '';
      return { status: answer[':status'], headers: answer, text };
    };
    return { send, close: () => session.destroy() };
  },
};

async function textOf(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** Of those that HTTP has once, the ones that webhooks have besides their own. */
const single = ['user-agent', 'content-type', 'content-length', 'content-encoding', 'host'];

/**
 * Whether HTTP carries these headers as they are. It has names of letters, digits and some signs,
 * and values without control characters, which it trims. Gives the values as HTTP writes bytes, or
 * why not.
 */
export function carried(pairs) {
  const written = pairs.map(([name, value]) => [name, Buffer.from(value).toString('latin1')]);
  const names = written.map(([name]) => name.toLowerCase());
  const isTwice = (name, at) => single.includes(name) && names.indexOf(name) !== at;
  if (names.some(isTwice)) return { reason: 'a header twice that HTTP has once' };
  for (const [name, value] of written) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      return { reason: 'a name that HTTP does not have' };
    if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) return { reason: 'a control character in a value' };
    if (/^[ \t]|[ \t]$/.test(value))
      return { reason: 'white space around a value, which HTTP drops' };
  }
  return { pairs: written };
}

/** A backend that answers 204 and keeps what reached it, by its path with the query. */
export async function startBackend() {
  const reached = new Map();
  const server = createServer(async (incoming, response) => {
    const pieces = [];
    try {
      for await (const piece of incoming) pieces.push(piece);
    } catch {
      return;
    }
    const { url, method, headers, rawHeaders, rawTrailers } = incoming;
    const body = Buffer.concat(pieces);
    reached.set(url, [
      ...(reached.get(url) ?? []),
      { url, method, headers, rawHeaders, rawTrailers, body },
    ]);
    response.writeHead(204).end();
  });
  // A connection that Envoy keeps must not close as it is used again.
  server.keepAliveTimeout = 60_000;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${server.address().port}`, reached, stop };
}

/** What the filter told a backend, or nothing. */
export function toldOf({ headers }) {
  const {
    'x-hookproof-id': id,
    'x-hookproof-timestamp': timestamp,
    'x-hookproof-secret-index': index,
  } = headers;
  return id === undefined
    ? undefined
    : { id, timestamp: Number(timestamp), secretIndex: Number(index) };
}
