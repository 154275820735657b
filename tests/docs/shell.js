/**
 * Blocks of commands. Each command is known by its beginning; `hookproof` really runs, from the
 * installed tarball.
 */
import { equal, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pypiVersion, pythonWithPackage } from '../../tools/lib/python.js';
import { attempt, root, run } from '../../tools/lib/shell.js';
import { patternOf } from './ellipsis.js';
import { body, headersFor, listening, post, secret } from './sender.js';

/** In the order to look. A command that none of them knows fails the test. */
const known = [
  // A consumer is a project that installed what `npm pack ./pkg` gave.
  [/^npm ((install|i) (hookproof|\S*\/hookproof-[\w.-]+\.tgz)|pack \.\/pkg)$/, isInstalled],
  [/^(npm|bun|deno) install$/, hasItsPackages],
  [/^pip install (hookproof|\.\/python)$/, isInPython],
  [/^pip install -r requirements\.txt$/, namesWhatIsTested],
  [/^python [\w.]+$/, isProgram],
  [/^(npm|bun|deno|npm run|deno task) (start|test|run [\w:-]+|[\w:-]+)( -- .*)?( &)?$/, isScript],
  [/^(npx )?hookproof listen\b/, listens],
  [/^(npx )?hookproof\b/, succeeds],
  [/^(export|echo|cat) /, succeeds],
];

export async function inShell(block, consumer, excused) {
  const place = await placeFor(block, consumer);
  try {
    let output = '';
    for (const command of commandsOf(block.code)) {
      if (excused(block, command)) continue;
      const [, way] = known.find(([pattern]) => pattern.test(withoutVariables(command))) ?? [];
      if (way === undefined) throw new Error(`no way is known to run this command: ${command}`);
      output += (await way(command, place)) ?? '';
    }
    const { lang, code } = block.after ?? {};
    if (lang === 'text')
      ok(patternOf(code).test(output), `the text below is not what the commands print:\n${output}`);
  } finally {
    place.server.close();
  }
}

/**
 * Returns one for each line, without comments; a line that ends in `\` or `&&` goes on in the next.
 */
const commandsOf = (code) =>
  code
    .replaceAll(/(\\|&&)\n\s*/g, (_, end) => (end === '&&' ? '&& ' : ''))
    .split('\n')
    .map((line) => line.replace(/\s+# .*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

const withoutVariables = (command) => command.replace(/^(?:[A-Z_]+=\S+ )+/, '');

/**
 * Returns a folder with what the commands name, and a receiver in place of the one at port 3000.
 */
async function placeFor({ file, line }, consumer) {
  const folder = join(consumer, 'docs', `${file}-${line}-shell`.replaceAll(/[^\w.-]/g, '_'));
  mkdirSync(folder, { recursive: true });
  const { webhook } = createRequire(join(consumer, 'index.js'))('hookproof/express');
  const verified = webhook(secret);
  const server = createServer((request, response) =>
    verified(request, response, (error) => response.writeHead(error ? 500 : 204).end()),
  );
  const url = await listening(server);
  writeFileSync(join(folder, 'event.json'), body);
  const headers = Object.entries(headersFor(body))
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  writeFileSync(join(folder, 'request.txt'), `POST /webhook HTTP/1.1\r\n${headers}\r\n${body}`);
  writeFileSync(join(folder, 'webhook.secret'), `${secret}\n`);
  const env = {
    ...process.env,
    WEBHOOK_SECRET: secret,
    URL: `${url}/webhook`,
    npm_config_offline: 'true',
    NO_COLOR: '1',
  };
  return { file, folder, consumer, server, url, env };
}

/** As it is written, but for the port and for the secret, of which no page shows a whole one. */
const real = (command, url) =>
  command
    .replaceAll('http://localhost:3000', url)
    .replace('--port 4242', '--port 0')
    .replaceAll(/WEBHOOK_SECRET=(?:whsec_)?…/g, `WEBHOOK_SECRET=${secret}`);

async function succeeds(command, place) {
  const [, delivery] = /(deliveries\/\S+)/.exec(command) ?? [];
  if (delivery !== undefined && !existsSync(join(place.folder, delivery)))
    await save(delivery, place);
  const { code, stdout, output } = await attempt('sh', ['-c', real(command, place.url)], {
    cwd: place.folder,
    env: place.env,
  });
  equal(code, 0, `${command} ended with ${code}\n${output}`);
  return stdout;
}

/** Until it is interrupted: it must take a webhook before. */
async function listens(command, { folder, env, url }) {
  const child = spawn('sh', ['-c', real(command, url)], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const lines = createInterface({ input: child.stdout });
  try {
    const address = await new Promise((resolve, reject) => {
      lines.on(
        'line',
        (line) => /http:\/\/\S+:\d+/.test(line) && resolve(/http:\/\/\S+:\d+/.exec(line)[0]),
      );
      ended.then((code) => reject(new Error(`${command} ended with ${code} before it listened`)));
    });
    equal((await post(address, body, headersFor(body))).status, 204);
  } finally {
    process.kill(-child.pid, 'SIGINT');
  }
  await ended;
}

/** Returns the delivery that a command names, saved under this name. */
async function save(delivery, place) {
  await listens(`npx hookproof listen --port 0 --save ${dirname(delivery)}`, place);
  const [saved] = readdirSync(join(place.folder, dirname(delivery)));
  renameSync(join(place.folder, dirname(delivery), saved), join(place.folder, delivery));
}

async function isInstalled(command, { consumer }) {
  const { dependencies } = JSON.parse(readFileSync(join(consumer, 'package.json'), 'utf8'));
  ok(/^file:hookproof-.*\.tgz$/.test(dependencies.hookproof), dependencies.hookproof);
  const [, tarball] = /\/(hookproof-.*)/.exec(command) ?? [];
  if (tarball !== undefined) equal(`file:${tarball}`, dependencies.hookproof);
  await run(process.execPath, ['--input-type=module', '--eval', "import 'hookproof'"], {
    cwd: consumer,
  });
}

/** As `npm test` has it: tests/python/shown.js installs it by this very command. */
async function isInPython() {
  await run(await pythonWithPackage(), ['-I', '-c', 'import hookproof']);
}

/** What a file of requirements names is what its program is run with by tests/examples. */
async function namesWhatIsTested(_, { file }) {
  const names = readFileSync(join(folderOf(file), 'requirements.txt'), 'utf8')
    .trim()
    .split('\n');
  for (const name of names)
    ok(name === 'hookproof' || pypiVersion(name) !== undefined, `${name} is not tested`);
}

async function isProgram(command, { file }) {
  const [, name] = /^python (\S+)$/.exec(withoutVariables(command));
  ok(existsSync(join(folderOf(file), name)), `there is no program ${name}`);
}

const folderOf = (file) => (file.startsWith('examples/') ? join(root, dirname(file)) : root);

/** What the folder's package.json asks for is what its tests run with. */
async function hasItsPackages(_, { file }) {
  const { code, output } = await attempt('npm', ['ls', '--depth', '0'], { cwd: folderOf(file) });
  equal(code, 0, output);
}

async function isScript(command, { file }) {
  const [, name] = /^(?:npm run|npm|deno task|bun run|bun) ([\w:-]+)/.exec(
    withoutVariables(command),
  );
  const { scripts } = JSON.parse(readFileSync(join(folderOf(file), 'package.json'), 'utf8'));
  ok(name in scripts, `package.json has no script ${name}`);
}
