/** Sends webhooks as fast as a server takes them: wrk, on a processor of its own. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signWebhook } from 'hookproof';
import { debian } from '../../tools/lib/debian.js';
import { run } from '../../tools/lib/shell.js';
import { secret, tampered, webhookOf } from '../webhook.js';

export const CONNECTIONS = 32;

/**
 * The kinds of deliveries, each with the status that answers it. `unique`: every one has an id of
 * its own, as a replay store needs it.
 */
export const kinds = {
  valid: { status: 204, requests: async (size) => [await requestOf(size)] },
  forged: { status: 401, requests: async (size) => [await requestOf(size, tampered)] },
  unique: { status: 204, requests: uniqueRequests },
};

async function requestOf(size, change = (body) => body) {
  const { body, headers } = await webhookOf(size, 'string');
  return rawRequest(change(body), headers);
}

async function uniqueRequests(size, count) {
  const { body, headers } = await webhookOf(size, 'string');
  return Array.from({ length: count }, () =>
    rawRequest(body, { ...headers, ...signWebhook(body, secret) }),
  );
}

const rawRequest = (body, headers) =>
  `POST /webhook HTTP/1.1\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n${body}`;

/**
 * Gives `load(url, seconds, pause)`, which gives the requests answered a second and the 99th
 * percentile of the latency in milliseconds, and throws if one was answered with another status
 * than its kind's. `pause` is how long each connection waits between an answer and its next
 * request, in milliseconds and in the mean.
 *
 * @param core the processor that wrk has for itself
 */
export async function loadOf(folder, { kind, size, count }, core) {
  const { status, requests } = kinds[kind];
  const file = join(folder, `${kind}-${size}.txt`);
  const texts = await requests(size, count);
  writeFileSync(file, texts.map((text) => `${Buffer.byteLength(text)}\n${text}`).join(''));
  await debian({ '/usr/bin/wrk': 'wrk' });
  return async (url, seconds, pause = 0) => {
    const args = [
      '-t1',
      `-c${CONNECTIONS}`,
      `-d${seconds}s`,
      '--latency',
      '-s',
      join(import.meta.dirname, 'load.lua'),
      url,
      '--',
      file,
      String(pause),
    ];
    return figuresOf(await run('taskset', ['-c', String(core), 'wrk', ...args]), status);
  };
}

const MILLISECONDS = { us: 0.001, ms: 1, s: 1000 };

function figuresOf(output, status) {
  const found = (pattern) => pattern.exec(output)?.slice(1) ?? [];
  const [answered] = found(/(\d+) requests in /);
  const [refused = '0'] = found(/Non-2xx or 3xx responses: (\d+)/);
  const [latency, unit] = found(/99%\s+([\d.]+)(us|ms|s)/);
  const [perSecond] = found(/Requests\/sec:\s+([\d.]+)/);
  const expected = status === 204 ? '0' : answered;
  if (!(Number(answered) > 0) || refused !== expected || output.includes('Socket errors')) {
    throw new Error(`not each was answered with ${status}:\n${output}`);
  }
  return { perSecond: Number(perSecond), p99: Number(latency) * MILLISECONDS[unit] };
}
