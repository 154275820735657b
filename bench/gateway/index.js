/**
 * Measures the filter for gateways: requests that one processor of Envoy answers in a second, with
 * the load on another. Beside it stand Envoy without a filter, Envoy that holds a body back and
 * looks at nothing, and the same check written by hand in Lua. In turns, on one process.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildGateway } from '../../tools/build/gateway.js';
import { listener, named, pypiEnvoy, startEnvoy, wasmFilter } from '../../tools/lib/envoy.js';
import { root, run, say } from '../../tools/lib/shell.js';
import { median } from '../measure.js';
import { table } from '../render/table.js';
import { loadOf } from '../servers/load.js';
import { secret } from '../webhook.js';

/** The processors: one is Envoy's and its backend's, one is wrk's. */
const [SERVER, LOAD] = [0, 1];
const MiB = 1024 * 1024;
const sizes = [1024, 16 * 1024, 256 * 1024];

const buffer = named('buffer', 'envoy.extensions.filters.http.buffer.v3.Buffer', {
  max_request_bytes: MiB,
});

/** Each with its column. `hookproof` is measured with forged webhooks, too. */
const ways = {
  none: { title: 'no filter', filters: () => [] },
  buffer: { title: 'held back only', filters: () => [buffer] },
  hookproof: { title: 'hookproof', filters: () => [wasmFilter({ secrets: [secret] })] },
  lua: { title: 'Lua by hand', filters: () => [lua()] },
};

function lua() {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64').toString('hex');
  const source = readFileSync(join(import.meta.dirname, 'by-hand.lua'), 'utf8');
  const code = source.replace('("KEY")', `("${key}")`);
  return named('lua', 'envoy.extensions.filters.http.lua.v3.Lua', {
    default_source_code: { inline_string: code },
  });
}

/** The backend is another listener, which reads all of the body and answers 204. */
const answering = {
  route_config: {
    virtual_hosts: [
      {
        name: 'all',
        domains: ['*'],
        routes: [{ match: { prefix: '/' }, direct_response: { status: 204 } }],
      },
    ],
  },
};

/** Gives a row for each size: requests a second each way, and of forged ones with the filter. */
export async function measureGateway({ rounds, seconds }) {
  await buildGateway();
  const folder = join(root, 'target', 'bench');
  mkdirSync(folder, { recursive: true });
  const quiet = { access_log: [] };
  const port = 18_099;
  const backend = `http://127.0.0.1:${port}`;
  const listeners = Object.entries(ways).map(([name, { filters }]) =>
    listener({ name, backend, filters: filters(), manager: quiet }),
  );
  const last = {
    name: 'backend',
    port,
    backend,
    filters: [buffer],
    manager: { ...quiet, ...answering },
  };
  const envoy = await startEnvoy({
    listeners: [...listeners, listener(last)],
    backends: [backend],
    level: 'error',
  });
  try {
    await run('taskset', ['-acp', String(SERVER), String(envoy.child.pid)]);
    const rows = [];
    for (const size of sizes) {
      say(`measuring bodies of ${size / 1024} KiB`);
      const cells = Object.keys(ways).map((name) => ({ name, from: name, kind: 'valid' }));
      cells.push({ name: 'forged', from: 'hookproof', kind: 'forged' });
      const samples = new Map(cells.map(({ name }) => [name, []]));
      const loads = {};
      for (const kind of ['valid', 'forged'])
        loads[kind] = await loadOf(folder, { kind, size }, LOAD);
      for (let round = 0; round < rounds; round++) {
        for (const { name, from, kind } of round % 2 === 0 ? cells : cells.toReversed()) {
          const { perSecond } = await loads[kind](`${envoy.urls[from]}/webhook`, seconds);
          samples.get(name).push(perSecond);
        }
      }
      rows.push({
        size,
        ...Object.fromEntries([...samples].map(([name, list]) => [name, median(list)])),
      });
    }
    return rows;
  } finally {
    await envoy.stop();
  }
}

const whole = (figure) => String(Math.round(figure));
const microseconds = (row, name, than = 'none') => 1e6 / row[name] - 1e6 / row[than];
const cost = (row, name, than) => `${microseconds(row, name, than).toFixed(0)} µs`;

export function gatewayTable(rows) {
  const head = [
    'body',
    ...Object.values(ways).map(({ title }) => title),
    'forged',
    'filter’s cost',
    'beyond holding',
    'Lua’s cost',
  ];
  return table(
    head,
    rows.map((row) => [
      `${row.size / 1024} KiB`,
      ...Object.keys(ways).map((name) => whole(row[name])),
      whole(row.forged),
      cost(row, 'hookproof'),
      cost(row, 'hookproof', 'buffer'),
      cost(row, 'lua'),
    ]),
  );
}

export function gatewayReport({ date, machine, rows }) {
  return `# At the gateway

Written by \`npm run bench -- gateway\` on ${date}. Requests answered a second by one processor of
Envoy ${pypiEnvoy()} and its backend, with the load (wrk, 32 connections, HTTP/1.1) on another.
Figures depend on the machine, ratios much less.

- Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memory}; ${machine.system}
- **no filter**: Envoy passes each request on as it comes. **held back only**: its own buffer
  filter, which waits for the whole body, as whoever verifies one must.
- **hookproof**: the filter with one secret, in V8. **forged**: the same, with bodies that were
  changed, which do not reach the backend.
- **Lua by hand**: the same hash in Envoy's own Lua filter. Its crypto API verifies public keys'
  signatures and has no SHA-256, so
  [\`bench/gateway/by-hand.lua\`](gateway/by-hand.lua) computes it in LuaJIT. It checks the signature
  alone.
- The costs are microseconds of one request: beside no filter, beside holding back, and Lua's beside
  no filter.

${gatewayTable(rows)}
`;
}
