/**
 * Webhooks at one time each, judged by the filter in Envoy: what was answered, what the backend
 * got, what was logged.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { listener, startEnvoy, wasmFilter } from '../../tools/lib/envoy.js';
import { buildGateway } from '../../tools/build/gateway.js';
import { settableClock } from './clock.js';
import { carried, clients, startBackend, toldOf } from './http.js';

/** The last second that a host can tell the filter: it counts nanoseconds in 64 bits. */
const LAST_SECOND = 2 ** 63 / 1e9;

const MiB = 1024 * 1024;

/** The host's own limits are no part of a verdict. */
const generous = {
  max_request_headers_kb: 1024,
  common_http_protocol_options: { max_headers_count: 10_000 },
};

/** How many requests are under way at a time. */
const WIDTH = 16;

/**
 * Whether HTTP can carry a webhook `{ secrets, headers, body, now, tolerance, minSecretBytes }`.
 * Gives it as it is sent, or
 * `{ reason }`.
 */
export function asRequest({ secrets, headers, body, now, tolerance, minSecretBytes }) {
  if (now < 0 || now >= LAST_SECOND) return { reason: 'a time that no host can tell' };
  const { pairs, reason } = carried(headers);
  if (reason !== undefined) return { reason };
  const configuration = { secrets: secrets.map(inConfiguration) };
  if (tolerance !== undefined) configuration.tolerance_seconds = Math.floor(tolerance);
  if (minSecretBytes !== undefined) configuration.min_secret_bytes = minSecretBytes;
  return { pairs, body: Buffer.from(body), now: Math.floor(now), configuration };
}

/** A configuration is text: the bytes of a key that are none are written in base64. */
export function inConfiguration(secret) {
  if (typeof secret === 'string') return secret;
  const bytes = Buffer.from(secret);
  const key = bytes.toString('latin1');
  return /^[!-~]+$/.test(key) ? { key } : `whsec_${bytes.toString('base64')}`;
}

/**
 * Starts a judge: `judge(requests, protocol)` gives an outcome for each `{ status, code, told, body
 * }`.
 */
export async function startJudge(name) {
  await buildGateway();
  const backend = await startBackend();
  const clock = await settableClock(name);
  const listening = (configuration) => [
    listener({
      backend: backend.url,
      filters: [wasmFilter(configuration)],
      limit: 64 * MiB,
      manager: generous,
    }),
  ];
  const first = listening({ secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] });
  const envoy = await startEnvoy({
    listeners: first,
    backends: [backend.url],
    env: clock.env,
    level: 'warning',
  });
  let round = 0;

  async function judge(requests, protocol) {
    const paths = [...new Set(requests.map(({ configuration }) => JSON.stringify(configuration)))];
    const pathOf = new Map(paths.map((text, at) => [text, `/r${round}-${at}`]));
    const configured = Object.fromEntries(
      [...pathOf].map(([text, path]) => [path, JSON.parse(text)]),
    );
    round++;
    if (!(await envoy.reload(listening({ max_body_bytes: 32 * MiB, paths: configured })))) {
      throw new Error(`the configuration was not taken\n${envoy.lines.slice(-5).join('\n')}`);
    }
    backend.reached.clear();
    envoy.lines.length = 0;
    const client = clients[protocol](await current(envoy));
    const outcomes = requests.map(({ configuration }, at) => ({
      url: `${pathOf.get(JSON.stringify(configuration))}?n=${at}`,
    }));
    const order = requests.map((_, at) => at).sort((a, b) => requests[a].now - requests[b].now);
    for (let from = 0; from < order.length; ) {
      const { now } = requests[order[from]];
      const together = order.slice(from, from + WIDTH).filter((at) => requests[at].now === now);
      from += together.length;
      clock.set(now);
      await Promise.all(
        together.map(async (at) => {
          const { status } = await client.send({ ...requests[at], path: outcomes[at].url });
          outcomes[at].status = status;
        }),
      );
    }
    client.close();
    const codes = await codesOf(envoy, requests.length);
    return outcomes.map(({ url, status }) => {
      const reached = backend.reached.get(url) ?? [];
      return {
        status,
        code: codes.get(url),
        told: reached.map(toldOf),
        bodies: reached.map(({ body }) => body),
      };
    });
  }

  const stop = async () => {
    await envoy.stop();
    await backend.stop();
  };
  /** Loads another configuration in place of it; gives whether Envoy took it. */
  const load = async (configuration) => await envoy.reload(listening(configuration));
  return { judge, load, envoy, stop };
}

/** A listener that is replaced keeps its port only if it is named, and these are not. */
const current = async (envoy) => (await envoy.origins()).listener;

/** What the access log says of each path. */
async function codesOf(envoy, count) {
  const codes = new Map();
  for (let waited = 0; waited < 500 && codes.size < count; waited++) {
    for (const line of envoy.lines) {
      const [, code, path] = /^access \d+ (\S+) (\S+)$/.exec(line) ?? [];
      if (path !== undefined) codes.set(path, code);
    }
    if (codes.size < count) await sleep(10);
  }
  return codes;
}

/** What is wrong with an outcome, given the verdict that is right: `{ accept }` or `{ code }`. */
export function problemOf(outcome, { accept, code }, body) {
  const { status, told, bodies } = outcome;
  if (accept !== undefined) {
    const isRight = status === 204 && told.length === 1 && outcome.code === 'passed';
    const same =
      isRight &&
      told[0] !== undefined &&
      Object.entries(accept).every(([key, value]) => told[0][key] === value);
    if (same && bodies[0].equals(body)) return undefined;
  } else if (status === 401 && told.length === 0 && outcome.code === code) return undefined;
  const was = JSON.stringify({ status, code: outcome.code, told });
  return `it should be ${JSON.stringify(accept ?? code)}, and was ${was}`;
}
