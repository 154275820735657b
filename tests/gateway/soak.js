/**
 * Many deliveries through Envoy, one in ten tampered with, while the filter's secrets are rotated
 * in its file: every verdict is right, every count exact, and memory stays flat.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGateway } from '../../tools/build/gateway.js';
import {
  discoveredFilter,
  listener,
  startEnvoy,
  wasmFilter,
  writeDiscovered,
} from '../../tools/lib/envoy.js';
import { newSecret } from '../../tools/lib/sender.js';
import { startBackend } from './http.js';
import { signBytes } from './signing.js';

const CONCURRENCY = 64;
const MiB = 1024 * 1024;

/** What the allocator of a process may keep of what is free. */
const NOISE_BYTES = 24 * MiB;

/** Delivers `count` webhooks; gives figures, and what is wrong, in words. */
export async function soakGateway(count) {
  await buildGateway();
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-soak-'));
  const file = join(folder, 'filter.json');
  const [old, fresh] = [newSecret(), newSecret()];
  const configure = (secrets, version) => writeDiscovered(file, wasmFilter({ secrets }), version);
  configure([old], '0');
  const backend = await startBackend();
  const listeners = [listener({ backend: backend.url, filters: [discoveredFilter(file)] })];
  const envoy = await startEnvoy({
    listeners,
    backends: [backend.url],
    concurrency: 2,
    level: 'error',
  });
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY, scheduling: 'fifo' });
  const { hostname, port } = new URL(envoy.urls.listener);
  const post = (path, headers, body) =>
    new Promise((resolve, reject) => {
      const options = {
        agent,
        hostname,
        port,
        path,
        method: 'POST',
        headers: { ...headers, 'content-length': body.length },
      };
      request(options, (response) =>
        response.resume().on('end', () => resolve(response.statusCode)),
      )
        .on('error', reject)
        .end(body);
    });
  const rotated = async (secrets, version) => {
    const before = (await envoy.stats('hookproof.config_reload'))[RELOADS] ?? 0;
    configure(secrets, version);
    await envoy.until(
      async () =>
        (await envoy.stats('hookproof.config_reload'))[RELOADS] > before ? true : undefined,
      'the filter',
    );
  };
  const problems = [];
  const samples = [];
  const sent = { passed: 0, refused: 0 };
  let [next, signing, reloads] = [0, old, 0];
  let tampered = 0;

  const work = async () => {
    while (next < count) {
      const at = next++;
      const isTampered = at % 10 === 7;
      const body = Buffer.alloc(20 + ((at * 37) % 4000), at);
      const headers = signBytes(body, signing);
      if (isTampered) body[at % body.length] ^= 1;
      const path = `/${at}`;
      const status = await post(path, headers, body);
      const [reached, ...others] = backend.reached.get(path) ?? [];
      backend.reached.delete(path);
      const kind = isTampered ? 'tampered' : 'authentic';
      if (status !== (isTampered ? 401 : 204)) problems.push(`${kind}: answered ${status}`);
      const told = reached?.headers['x-hookproof-id'];
      const isReached = reached !== undefined;
      const isRight = isTampered
        ? !isReached
        : told === headers['webhook-id'] && others.length === 0;
      if (!isRight) problems.push(`${kind}: the backend got ${isReached ? told : 'nothing'}`);
      if (isTampered) tampered++;
      sent[isTampered ? 'refused' : 'passed']++;
    }
  };

  /**
   * The new secret beside the old one, then the senders change, then the old one goes; and back
   * again.
   */
  const rotate = async () => {
    while (next < count) {
      const [from, to] = signing === old ? [old, fresh] : [fresh, old];
      await rotated([to, from], String(++reloads));
      signing = to;
      // What was signed with the old one has to come through first.
      const due = next + 2 * CONCURRENCY;
      while (next < Math.min(due, count)) await new Promise((resolve) => setTimeout(resolve, 5));
      await rotated([to], String(++reloads));
    }
  };

  try {
    const start = performance.now();
    const workers = Promise.all(Array.from({ length: CONCURRENCY }, work));
    const rotation = rotate();
    for (let part = 1; part <= 9; part++) {
      while (next < (part * count) / 10)
        await Promise.race([workers, new Promise((resolve) => setTimeout(resolve, 10))]);
      samples.push(residentBytes(envoy.child.pid));
    }
    await Promise.all([workers, rotation]);
    const seconds = (performance.now() - start) / 1000;
    const counters = await envoy.stats('^wasmcustom.hookproof');
    const counted = (name) => counters[`wasmcustom.hookproof.${name}`];
    if (counted('passed') !== sent.passed)
      problems.push(`${counted('passed')} are counted as passed, not ${sent.passed}`);
    const refused = counted('refused.ERR_NO_MATCHING_SIGNATURE');
    if (refused !== sent.refused)
      problems.push(`${refused} are counted as refused, not ${sent.refused}`);
    const others = Object.entries(counters).filter(
      ([name, value]) => value > 0 && !/passed$|NO_MATCHING/.test(name),
    );
    if (others.length > 0) problems.push(`others are counted: ${JSON.stringify(others)}`);
    if (reloads < 4) problems.push(`the secrets were rotated ${reloads} times only`);
    const grown = samples.at(-1) - samples[2];
    if (grown > NOISE_BYTES) problems.push(`memory grew by ${Math.round(grown / MiB)} MiB`);
    return { seconds, sent, tampered, reloads, grown, resident: samples.at(-1), problems };
  } finally {
    agent.destroy();
    await envoy.stop();
    await backend.stop();
    rmSync(folder, { recursive: true });
  }
}

const RELOADS = 'extension_config_discovery.http_filter.hookproof.config_reload';

/** What of the process is in memory. */
const residentBytes = (pid) =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
