/**
 * Blocks of Python, run with the package as its wheel installs it: receivers over HTTP, tests by
 * pytest, the rest as programs.
 */
import { equal, ok } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProgram } from '../../tools/lib/program.js';
import { pythonWithPackage } from '../../tools/lib/python.js';
import { attempt, root } from '../../tools/lib/shell.js';
import { blocksIn } from './blocks.js';
import { pythonProgramOf } from './program.js';
import { another, body, headersFor, over, prove, secret } from './sender.js';

const environment = {
  ...process.env,
  WEBHOOK_SECRET: secret,
  WEBHOOK_SECRET_OLD: another,
  PULSE_WEBHOOK_SECRET: secret,
};

const ADAPTERS = /^from hookproof\.(?:aiohttp|django|fastapi|flask|starlette|wsgi) import/m;
const isTest = ({ code }) => /^(?:async )?def test_/m.test(code);

/** Returns the ways to run a block: in each of its contexts, or as it stands. */
export function pythonWays(block, names) {
  return (names.length === 0 ? [undefined] : names).map((name) => ({
    variant: name ?? 'Python',
    run: async (place) => {
      const program = pythonProgramOf(block, name);
      if (isTest(block)) await byPytest(program, block, place);
      else if (ADAPTERS.test(program)) await serving(program, place);
      else await asProgram(program, place);
    },
  }));
}

const helper = (name) => join(import.meta.dirname, 'python', name);

async function asProgram(program, { folder }) {
  const file = join(folder, 'program.py');
  writeFileSync(file, program);
  const { code, output } = await attempt(
    await pythonWithPackage(),
    ['-I', helper('told.py'), file],
    { cwd: folder, env: environment },
  );
  equal(code, 0, output);
}

/** As `app` it can import the first receiver of its page. */
async function byPytest(program, { file }, { folder }) {
  const receiver = blocksIn(file, readFileSync(join(root, file), 'utf8')).find(({ code }) =>
    ADAPTERS.test(code),
  );
  if (receiver !== undefined) writeFileSync(join(folder, 'app.py'), receiver.code);
  writeFileSync(join(folder, 'test_block.py'), program);
  const options = ['--quiet', '-p', 'no:cacheprovider', '--rootdir', folder];
  const { code, output } = await attempt(
    await pythonWithPackage(),
    ['-m', 'pytest', ...options, 'test_block.py'],
    {
      cwd: folder,
      env: environment,
    },
  );
  equal(code, 0, output);
  ok(/\d+ passed/.test(output) && !/skipped/.test(output), output);
}

/** Sends it what any receiver must take or refuse, and what the options that it names are for. */
const serving = async (program, { folder }) =>
  await served(program, folder, await pythonWithPackage(), (url, lines) =>
    proveReceiver(program, url, lines),
  );

/**
 * Serves the receiver that a program makes, as long as `use` takes, which gets its address and what
 * it prints.
 */
export async function served(program, folder, python, use) {
  const file = join(folder, 'program.py');
  writeFileSync(file, program);
  const args = ['-I', '-u', helper('serve.py'), file];
  const { url, lines, stop } = await startProgram(python, args, { cwd: folder, env: environment });
  try {
    await use(`${url}/webhook`, lines);
  } catch (error) {
    throw new Error(`${error.message}\n${lines.join('\n')}`);
  } finally {
    await stop();
  }
}

async function proveReceiver(program, url, lines) {
  const send = over(url);
  await prove(send);
  if (program.includes('print(delivery.id')) await printed(/^msg_\S+ .*job\.completed/, lines);
  if (program.includes('on_refused')) await printed(/ERR_MISSING_HEADER/, lines);
  if (program.includes('WEBHOOK_SECRET_OLD'))
    equal(await send(body, headersFor(body, { secrets: [another] })), 204, 'the old secret');
  const limit = Number(/max_body_bytes=([\d_]+)/.exec(program)?.[1].replaceAll('_', '') ?? 2 ** 20);
  const long = `"${'a'.repeat(limit)}"`;
  equal(await send(long, headersFor(long)), 413, 'a body over the limit');
  const [, seconds] = /body_timeout=([\d.]+)/.exec(program) ?? [];
  if (seconds !== undefined)
    equal(await beginning(url, Number(seconds)), 401, 'a body that does not arrive');
}

/** Waits for a line: a program prints beside its answer. */
async function printed(pattern, lines) {
  for (let waited = 0; waited < 100 && !lines.some((line) => pattern.test(line)); waited++)
    await sleep(50);
  ok(
    lines.some((line) => pattern.test(line)),
    `it prints nothing like ${pattern}`,
  );
}

/** Sends the beginning of a body, and gives the status of the answer, which must not be late. */
function beginning(url, seconds) {
  const headers = { ...headersFor(body), 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', headers, agent: false, timeout: (seconds + 10) * 1000 },
      ({ statusCode }) => {
        resolve(statusCode);
        sent.destroy();
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', reject);
    sent.write(body.slice(0, 5));
  });
}
