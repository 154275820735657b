/** The examples, each copied to where the tarball is installed and started as its README says. */
import { deepEqual } from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryOf, scriptOf } from '../../tools/lib/binaries.js';
import { newSecret } from '../../tools/lib/sender.js';
import { startProgram } from '../../tools/lib/program.js';
import { pythonWithPackage } from '../../tools/lib/python.js';
import { root, run } from '../../tools/lib/shell.js';
import { named, runTests } from '../conformance/outcome.js';
import { resultOf, summed } from '../results.js';
import { checks } from './checks.js';
import { checkQueue } from './queues.js';
import { checkRedis } from './redis.js';
import { checkWorkers } from './workers.js';

/**
 * What starts each: the program and its arguments, after `prepare`. What takes more than one
 * program has a check of its own.
 */
const examples = {
  express: { command: () => [process.execPath, 'server.js'] },
  fastify: { command: () => [process.execPath, 'server.js'] },
  hono: { command: () => [process.execPath, 'server.js'] },
  next: {
    prepare: buildNext,
    command: () => [process.execPath, scriptOf('next'), 'start', '--port', '0'],
    announces: /Local:\s+(http:\S+)/,
    path: '/webhook',
  },
  deno: {
    command: () => [
      binaryOf('deno'),
      'run',
      '--no-prompt',
      '--allow-env',
      '--allow-net',
      '--node-modules-dir=manual',
      'server.js',
    ],
  },
  bun: { command: () => [binaryOf('bun'), 'server.js'] },
  flask: inPython(/Running on (http:\S+)/),
  fastapi: inPython(/running on (http:\S+)/),
  django: inPython(/server at (http:\S+)\//),
  redis: { check: checkRedis },
  bullmq: { check: checkQueue('bullmq') },
  'pg-boss': { check: checkQueue('pg-boss') },
  workers: { check: checkWorkers },
};

/** Runs the checks of each example; `consumer` has the tarball installed. */
export async function checkExamples(consumer) {
  const results = [resultOf(await runTests(named({ 'the table of examples': listedInReadme })))];
  for (const [name, example] of Object.entries(examples)) {
    const { check = (folder) => checkExample(folder, name, example) } = example;
    results.push(await check(consumer));
  }
  return summed(results);
}

async function checkExample(
  consumer,
  name,
  { prepare = async () => {}, command, announces, path = '', does = checks },
) {
  const folder = join(consumer, `example-${name}`);
  cpSync(join(root, 'examples', name), folder, {
    recursive: true,
    filter: (file) => !/node_modules|\.next$/.test(file),
  });
  await prepare(folder);
  const secret = newSecret();
  const env = {
    ...process.env,
    PORT: '0',
    WEBHOOK_SECRET: secret,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const [program, ...args] = await command();
  const { url, lines, stop } = await startProgram(program, args, {
    cwd: folder,
    env,
    ...(announces && { announces }),
  });
  try {
    return resultOf(
      await runTests(named(does), { url: url + path, secret, lines }),
      `examples/${name}: `,
    );
  } finally {
    await stop();
  }
}

/** With the Python that has the package, and says where it listens in its framework's words. */
function inPython(announces) {
  return {
    command: async () => [await pythonWithPackage(), '-I', '-u', 'server.py'],
    announces,
    path: '/webhook',
  };
}

/**
 * The table of examples/README.md is of what is tested here, and of the examples that have a test
 * of their own.
 */
function listedInReadme() {
  const readme = readFileSync(join(root, 'examples', 'README.md'), 'utf8');
  const missing = Object.keys(examples).filter(
    (name) => !readme.includes(`| [\`examples/${name}\`](${name}) |`),
  );
  deepEqual(missing, []);
}

async function buildNext(folder) {
  // Next itself lies above the folder, in the repository.
  writeFileSync(
    join(folder, 'next.config.mjs'),
    `export default ${JSON.stringify({ turbopack: { root }, outputFileTracingRoot: root })};\n`,
  );
  const { WEBHOOK_SECRET: _, ...env } = process.env;
  await run(process.execPath, [scriptOf('next'), 'build'], {
    cwd: folder,
    env: { ...env, NEXT_TELEMETRY_DISABLED: '1' },
  });
}
