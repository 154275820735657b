/** A real shell in a folder of its own, in which `hookproof` is the program under test. */
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { newSecret } from '../../tools/lib/sender.js';

let folders = 0;

export class Shell {
  secret = newSecret();
  event = `${JSON.stringify({ type: 'job.completed', data: { name: 'é' } }, null, 2)}\n`;
  #path;

  /** In a project that has the package; `path` holds the folders where `hookproof` is found. */
  constructor({ consumer, launcher, path }) {
    folders += 1;
    Object.assign(this, { consumer, launcher });
    this.folder = join(consumer, 'cli', String(folders));
    this.#path = path;
    mkdirSync(this.folder, { recursive: true });
    this.write('webhook.secret', `${this.secret}\n`);
    this.write('event.json', this.event);
  }

  write(name, content) {
    writeFileSync(join(this.folder, name), content);
  }

  read(name) {
    return readFileSync(join(this.folder, name));
  }

  #options(env) {
    const { PATH, HOME } = process.env;
    const own = {
      PATH: [...this.#path, PATH].join(':'),
      HOME,
      SHELL: '/bin/sh',
      TERM: 'xterm',
      WEBHOOK_SECRET: this.secret,
    };
    return { cwd: this.folder, env: { ...own, ...env } };
  }

  /** Runs a command line to its end. Whatever it does, no secret and no stack trace may be seen. */
  async run(command, { env, input } = {}) {
    const child = spawn('sh', ['-c', command], this.#options(env));
    this.interrupt = () => child.kill('SIGINT');
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'])
      child[name].setEncoding('utf8').on('data', (piece) => (texts[name] += piece));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const [code, signal] = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
      child.on('error', reject).on('close', (...ended) => {
        clearTimeout(timer);
        resolve(ended);
      });
    });
    const result = { code, signal, ...texts };
    harmless(result, this.secret, command);
    return result;
  }

  /** Returns the same for a command that must end with 0: gives its standard output. */
  async output(command, options) {
    const result = await this.run(command, options);
    assert.equal(result.code, 0, `${command}: ${JSON.stringify(result)}`);
    return result.stdout;
  }

  /** Returns the same for one that must end with 2: gives what it says. */
  async complaint(command, options) {
    const result = await this.run(command, options);
    assert.equal(result.code, 2, `${command}: ${JSON.stringify(result)}`);
    assert.equal(result.stdout, '', command);
    return result.stderr;
  }

  /** Calls `use` while `hookproof listen` runs, after what the shell is to do `before`. */
  async listening(args, use, { env, before = '' } = {}) {
    const child = spawn('sh', ['-c', `${before}exec hookproof listen --port 0 ${args}`], {
      ...this.#options(env),
      detached: true,
    });
    const receiver = new Receiver(child);
    try {
      await receiver.started();
      await use(receiver);
    } finally {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
      await receiver.ended;
      harmless(
        { stdout: receiver.lines.join('\n'), stderr: receiver.errors },
        this.secret,
        `listen ${args}`,
      );
    }
  }
}

class Receiver {
  lines = [];
  errors = '';
  #child;
  #waiting = [];

  constructor(child) {
    this.#child = child;
    this.ended = new Promise((resolve) =>
      child.on('close', (code, signal) => resolve({ code, signal })),
    );
    child.stderr.on('data', (piece) => (this.errors += piece));
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.lines.push(line);
      this.#waiting = this.#waiting.filter((look) => !look());
    });
  }

  async started() {
    const first = await this.line(/listening/);
    this.url = /http:[^"\s]+/.exec(first)[0];
  }

  /** Returns the first line that fits, once it is there. */
  async line(pattern) {
    const found = new Promise((resolve) => {
      const look = () => {
        const line = this.lines.find((each) => pattern.test(each));
        if (line !== undefined) resolve(line);
        return line !== undefined;
      };
      if (!look()) this.#waiting.push(look);
    });
    const missing = this.ended.then(({ code }) =>
      Promise.reject(new Error(`listen ended with ${code}: ${this.errors}`)),
    );
    missing.catch(() => {});
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(
        () =>
          reject(new Error(`no line like ${pattern} in\n${this.lines.join('\n')}\n${this.errors}`)),
        20_000,
      );
    });
    return await Promise.race([found, missing, late]).finally(() => clearTimeout(timer));
  }

  /** As Ctrl+C does it: to the whole group of the terminal. */
  async interrupt(signal = 'SIGINT') {
    process.kill(-this.#child.pid, signal);
    return await this.ended;
  }
}

function harmless({ stdout, stderr }, secret, command) {
  const everything = `${stdout}\n${stderr}`;
  assert.ok(
    !everything.includes(secret) && !everything.includes(secret.slice(6)),
    `${command} shows the secret`,
  );
  assert.ok(
    !/^\s+at .*[:(]\d+/m.test(everything),
    `${command} shows a stack trace:\n${everything}`,
  );
}

export const jsonLines = (text) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
