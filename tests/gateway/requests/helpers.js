/** Sends requests to the gateway, and looks at what became of them. */
import { deepEqual, equal } from 'node:assert/strict';
import { dial, rawRequest, send, signed } from '../../adapters/http.js';
import { toldOf } from '../http.js';

let count = 0;
/** A path that no other request has, so that what becomes of it can be found. */
export const own = (path) => `${path}?${++count}`;

export const having = (delivery, headers) => ({
  ...delivery,
  headers: { ...delivery.headers, ...headers },
});
export const without = (delivery, name) => {
  const { [name]: _, ...headers } = delivery.headers;
  return { ...delivery, headers };
};
export const minutesFromNow = (minutes) => new Date(Date.now() + minutes * 60_000);

export const refusable = {
  ERR_NO_MATCHING_SIGNATURE: () => ({ ...signed(), body: '{"type":"job.failed"}' }),
  ERR_TIMESTAMP_TOO_OLD: () => signed(undefined, { at: minutesFromNow(-10) }),
  ERR_TIMESTAMP_TOO_NEW: () => signed(undefined, { at: minutesFromNow(10) }),
  ERR_MISSING_HEADER: () => without(signed(), 'webhook-signature'),
  ERR_MALFORMED_HEADER: () => having(signed(), { 'webhook-timestamp': '1e9' }),
};

/** It reaches the backend once, just as it was sent, with what was verified. */
export async function passes(world, path, delivery, options = {}) {
  const answer = await send(world.url + path, { ...delivery, ...options });
  equal(answer.status, 204);
  const [request, ...others] = world.reached(path);
  equal(others.length, 0);
  deepEqual(request.body, Buffer.from(delivery.body));
  equal(toldOf(request)?.id, delivery.headers['webhook-id']);
  equal(await world.codeOf(path), 'passed');
  return request;
}

/** It does not reach the backend, and the sender is told nothing. */
export async function refused(world, path, delivery, code, status = 401, options = {}) {
  const before = await world.refusals(code);
  const answer = await send(world.url + path, { ...delivery, ...options });
  equal(answer.status, status);
  equal(answer.body, '');
  equal(answer.headers['cache-control'], 'no-store');
  equal(await world.codeOf(path), code);
  equal(world.reached(path).length, 0);
  equal((await world.refusals(code)) - before, 1);
}

/**
 * Writes a request by hand; gives the answer's first line once there is one, or '' if the
 * connection was closed.
 */
export async function answered(world, request, name = 'main') {
  const { socket, answer, closed, text } = await dial(world.urls[name], request);
  await Promise.race([answer(), closed]);
  socket.destroy();
  return text();
}

export const rawOf = (world, path, delivery, options) => {
  const raw = rawRequest(`${world.url}/plain`, delivery, options);
  return raw.replace('POST /plain ', `POST ${path} `);
};

export const inChunks = (text) => `${text.length.toString(16)}\r\n${text}\r\n`;
