/** An Envoy with the filter before a backend, in the ways that its host can be set up. */
import { until } from '../adapters/http.js';
import { secrets } from '../adapters/routes.js';
import { buildGateway } from '../../tools/build/gateway.js';
import { listener, startEnvoy, wasmFilter } from '../../tools/lib/envoy.js';
import { startBackend } from './http.js';
import { publicKey } from './signing.js';

const configuration = {
  paths: {
    '/plain': { secrets: [secrets[0]] },
    '/rotated': { secrets },
    '/small': { secrets: [secrets[0]], max_body_bytes: 1000 },
    '/environment': { secrets: [{ env: 'WEBHOOK_SECRET' }] },
    '/environment-rotated': { secrets: [{ env: 'WEBHOOK_SECRETS' }] },
    '/observed': { secrets: [secrets[0]], mode: 'observe' },
    '/public': { secrets: [publicKey] },
    '/public-observed': { secrets: [publicKey], mode: 'observe' },
  },
};
const env = { WEBHOOK_SECRET: secrets[1], WEBHOOK_SECRETS: `${secrets[0]}\n${secrets[1]}\n` };

/** The settings of the connection manager, by the name of the listener. */
const managers = {
  // As examples/envoy has it, but for escaped slashes.
  main: {
    normalize_path: true,
    merge_slashes: true,
    path_with_escaped_slashes_action: 'UNESCAPE_AND_REDIRECT',
  },
  raw: {
    normalize_path: false,
    merge_slashes: false,
    path_with_escaped_slashes_action: 'KEEP_UNCHANGED',
  },
  impatient: { request_timeout: '1s' },
  expecting: { proxy_100_continue: true },
  trailing: { http_protocol_options: { enable_trailers: true } },
  upgrading: {
    upgrade_configs: [{ upgrade_type: 'websocket' }, { upgrade_type: 'CONNECT' }],
    http2_protocol_options: { allow_connect: true },
  },
};

/** Calls `use` with the addresses of the listeners, and with what can be seen of a request. */
export async function withGateway(use) {
  await buildGateway();
  const backend = await startBackend();
  const filters = [wasmFilter(configuration, { env: Object.keys(env) })];
  const listeners = Object.entries(managers).map(([name, manager]) =>
    listener({ name, manager, backend: backend.url, filters }),
  );
  const envoy = await startEnvoy({ listeners, backends: [backend.url], env });
  const counters = async () => {
    const found = await envoy.stats('^wasmcustom.hookproof');
    return Object.fromEntries(
      Object.entries(found).map(([name, value]) => [
        name.replace('wasmcustom.hookproof.', ''),
        value,
      ]),
    );
  };
  const codeOf = (path) =>
    until(() => {
      const line = envoy.lines.find(
        (each) => each.startsWith('access ') && each.endsWith(` ${path}`),
      );
      return line?.split(' ')[2];
    }, `the access log of ${path}`);
  try {
    return await use({
      urls: envoy.urls,
      url: envoy.urls.main,
      reached: (path) => backend.reached.get(path) ?? [],
      all: () => backend.reached,
      lines: () => envoy.lines,
      counters,
      refusals: async (code) => (await counters())[`refused.${code}`],
      codeOf,
    });
  } finally {
    await envoy.stop();
    await backend.stop();
  }
}
