/** Makes deliveries, right and wrong, and asks an application what became of them. */
import { deepEqual, equal } from 'node:assert/strict';
import { send, signed } from '../http.js';

export const logOf = async ({ url }) =>
  JSON.parse((await send(`${url}/log`, { method: 'GET' })).body);
export const post = ({ url }, path, delivery, options) =>
  send(url + path, { ...delivery, ...options });

/** Returns how often a webhook was processed. */
export const timesProcessed = async (server, id) =>
  (await logOf(server)).processed.filter((entry) => entry.id === id).length;

/** Returns the codes for which a webhook was refused. */
export const refusalsOf = async (server, id) =>
  (await logOf(server)).refused.filter((entry) => entry.id === id).map(({ code }) => code);

export async function refusedFor(server, path, delivery, code, status = 401, options = {}) {
  const answer = await post(server, path, delivery, options);
  equal(answer.status, status);
  equal(answer.body, '');
  equal(answer.headers['cache-control'], 'no-store');
  deepEqual(await refusalsOf(server, delivery.id), [code]);
  equal(await timesProcessed(server, delivery.id), 0);
}

const minutesFromNow = (minutes) => new Date(Date.now() + minutes * 60_000);

/** Makes a webhook for each reason to refuse one that was not seen before. */
export const refusable = {
  ERR_NO_MATCHING_SIGNATURE: () => ({ ...signed(), body: JSON.stringify({ type: 'job.failed' }) }),
  ERR_TIMESTAMP_TOO_OLD: () => signed(undefined, { at: minutesFromNow(-10) }),
  ERR_TIMESTAMP_TOO_NEW: () => signed(undefined, { at: minutesFromNow(10) }),
  ERR_MISSING_HEADER: () => without(signed(), 'webhook-signature'),
  ERR_MALFORMED_HEADER: () => having(signed(), { 'webhook-timestamp': '1e9' }),
  ERR_PAYLOAD_JSON: () => signed(undefined, { text: '{"type": ' }),
};

export const having = (delivery, headers) => ({
  ...delivery,
  headers: { ...delivery.headers, ...headers },
});
export const without = (delivery, name) => ({
  ...delivery,
  headers: Object.fromEntries(Object.entries(delivery.headers).filter(([each]) => each !== name)),
});
