/**
 * Runs examples/everything: receivers in three languages, installed as a stranger would install
 * them, and a sender that behaves like Svix.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { buildGateway } from '../../tools/build/gateway.js';
import { deliverAsSvix } from '../../tools/lib/svix-sender.js';
import { pack } from '../../tools/lib/consumer.js';
import { debian } from '../../tools/lib/debian.js';
import { listener, startEnvoy, wasmFilter } from '../../tools/lib/envoy.js';
import { receivers } from '../../tools/lib/gateway-example.js';
import { freePort } from '../../tools/lib/loopback.js';
import { startProgram } from '../../tools/lib/program.js';
import { builtAs, pythonTools } from '../../tools/lib/python.js';
import { newSecret } from '../../tools/lib/sender.js';
import { root, run, say } from '../../tools/lib/shell.js';
import { withPostgres } from '../replay/postgres-server.js';
import { withRedis } from '../replay/redis-server.js';

const example = join(root, 'examples', 'everything');

/** One in ten is tampered with, one in ten handlers fails once, one answer in twenty is lost. */
const isTampered = (at) => at % 10 === 6;
const isAnswerLost = (at) => at % 20 === 7;
const eventOf = (at) => ({ type: 'job.completed', data: { at, fails: at % 10 === 3 } });

/** How many that Express has worked on are sent to Flask as well. */
const SHARED = 100;

/** Gives a row for each receiver, what was shared, and what is wrong, in words. */
export async function everything(count) {
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-everything-'));
  try {
    const python = await installed(folder);
    return await withRedis(({ url: REDIS_URL }) =>
      withPostgres(async ({ url: DATABASE_URL }) => {
        const database = new pg.Pool({ connectionString: DATABASE_URL });
        await database.query(readFileSync(join(example, 'tables.sql'), 'utf8'));
        const secret = newSecret();
        const env = { ...process.env, PORT: '0', WEBHOOK_SECRET: secret, REDIS_URL, DATABASE_URL };
        const started = {};
        try {
          say('starting Express, Flask, and PHP behind Envoy');
          started.Express = await startProgram('node', ['server.js'], { cwd: folder, env });
          started.Flask = await startProgram(python, ['server.py'], { cwd: folder, env });
          const php = await startPhp(folder, { ...env, PHP_DATABASE: dsnOf(DATABASE_URL) });
          started.backend = php;
          started.PHP = await startGateway(php.url, secret);
          const { Express, Flask, PHP } = started;
          return await shown({ database, secret, receivers: { Express, Flask, PHP }, count });
        } finally {
          for (const { stop } of Object.values(started).reverse()) await stop();
          await database.end();
        }
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs the tarball and the wheel, and what else the receivers need, outside of the clone. */
async function installed(folder) {
  say('packing, and installing the tarball and the wheel');
  cpSync(example, folder, { recursive: true });
  const { tarball } = await pack(folder);
  await run('npm', ['install', tarball, '--no-audit', '--no-fund'], { cwd: folder });
  await pythonTools();
  const environment = join(folder, 'environment');
  await run('python3', ['-m', 'venv', environment]);
  const python = join(environment, 'bin', 'python');
  const constraints = join(root, 'tests', 'python', 'requirements.txt');
  const packages = [await builtAs('wheel'), '--requirement', 'requirements.txt'];
  const pip = ['-m', 'pip', '--quiet', '--disable-pip-version-check', 'install'];
  await run(python, [...pip, '--constraint', constraints, ...packages], { cwd: folder });
  return python;
}

/** Where PDO finds a database. */
const dsnOf = (url) => {
  const { hostname, port, username, pathname } = new URL(url);
  return `pgsql:host=${hostname};port=${port};user=${username};dbname=${pathname.slice(1)}`;
};

/** PHP's own server, which only Envoy connects to. */
async function startPhp(cwd, env) {
  await debian({
    ...receivers.php.programs,
    '/etc/php/8.2/mods-available/pdo_pgsql.ini': 'php-pgsql',
  });
  const args = ['-S', `127.0.0.1:${await freePort()}`, '-t', 'php'];
  const server = await startProgram('php', args, {
    cwd,
    env: { ...env, PHP_CLI_SERVER_WORKERS: '4' },
    announces: /Development Server \((http:\S+)\) started/,
    detached: true,
  });
  // It has workers.
  const stop = async () => {
    process.kill(-server.child.pid, 'SIGKILL');
    await server.exited;
  };
  return { ...server, stop };
}

/** Envoy with the filter, whose secret comes from the environment. */
async function startGateway(backend, secret) {
  await buildGateway();
  const configuration = { secrets: [{ env: 'WEBHOOK_SECRET' }] };
  const filters = [wasmFilter(configuration, { env: ['WEBHOOK_SECRET'] })];
  const envoy = await startEnvoy({
    listeners: [listener({ backend, filters })],
    backends: [backend],
    env: { WEBHOOK_SECRET: secret },
  });
  return { url: `${envoy.urls.listener}/webhook`, stop: envoy.stop };
}

async function shown({ database, secret, receivers, count }) {
  say(`sending ${count} webhooks to each`);
  const deliveries = Object.entries(receivers).map(async ([receiver, { url }]) => {
    const how = { secret, count, urlOf: () => url, eventOf, isTampered, isAnswerLost };
    return [receiver, await deliverAsSvix(how)];
  });
  const rows = [];
  const all = Object.fromEntries(await Promise.all(deliveries));
  for (const [receiver, { answers, ids, refused, failed }] of Object.entries(all)) {
    const worked = await timesWorked(database, receiver);
    const isKnown = new Set(ids);
    rows.push({
      receiver,
      delivered: ids.length - failed,
      refused,
      once: ids.filter((id) => worked.get(id) === 1).length,
      twice: [...worked.values()].filter((times) => times > 1).length,
      lost: ids.filter((id) => !worked.has(id)).length,
      forged: [...worked.keys()].filter((id) => !isKnown.has(id)).length,
      failures: answers[500] ?? 0,
      broken: answers.broken ?? 0,
    });
  }
  const shared = await sentToFlask({
    database,
    secret,
    url: receivers.Flask.url,
    ids: all.Express.ids,
  });
  return { rows, shared, problems: problemsOf(rows, shared, count) };
}

/** How many times a receiver worked on each webhook. */
async function timesWorked(database, receiver) {
  const { rows } = await database.query(
    'select id, count(*)::int as times from work where receiver = $1 group by id',
    [receiver],
  );
  return new Map(rows.map(({ id, times }) => [id, times]));
}

/** Sends to Flask what Express has worked on, signed anew under the same id. */
async function sentToFlask({ database, secret, url, ids }) {
  const some = ids.slice(0, SHARED);
  const how = { secret, count: some.length, urlOf: () => url, eventOf, known: some };
  const { failed } = await deliverAsSvix(how);
  const worked = await timesWorked(database, 'Flask');
  return { sent: some.length, known: some.filter((id) => !worked.has(id)).length - failed };
}

function problemsOf(rows, { sent, known }, count) {
  const tampered = Array.from({ length: count }, (_, at) => at).filter(isTampered).length;
  const expected = { delivered: count - tampered, refused: tampered, once: count - tampered };
  const none = { twice: 0, lost: 0, forged: 0 };
  const problems = rows.flatMap(({ receiver, failures, broken, ...row }) =>
    Object.entries({ ...expected, ...none })
      .filter(([what, times]) => row[what] !== times)
      .map(([what, times]) => `${receiver}: ${what} ${row[what]}, not ${times}`)
      // Otherwise it has shown nothing.
      .concat(failures < count / 20 || broken < count / 40 ? `${receiver}: failed too seldom` : []),
  );
  return sent === known ? problems : [...problems, `Flask knew ${known} of ${sent}`];
}

/** The table, in Markdown. */
export function table(rows) {
  const names = Object.keys(rows[0]);
  const lines = [names, names.map(() => '---'), ...rows.map((row) => Object.values(row))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export const everythingSuite = {
  name: 'everything: 200 webhooks as Svix sends them, into each receiver',
  run: async () => {
    const { rows, problems } = await everything(200);
    return { passed: 7 * rows.length + 1, failed: problems.length, report: problems.join('\n') };
  },
};
