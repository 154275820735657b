/**
 * The five webhooks of `npm start`: signed by standardwebhooks, sent over HTTP, judged by hookproof
 * inside Express.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startProgram } from './program.js';
import { newSecret, sign } from './sender.js';
import { root } from './shell.js';

/**
 * Starts the example in a process of its own; port 0, or one that is taken, means any that is free.
 */
export async function startReceiver(port) {
  const secret = newSecret();
  const cwd = join(root, 'examples', 'express');
  const env = { ...process.env, PORT: String(port), WEBHOOK_SECRET: secret };
  let print = () => {};
  const program = await startProgram(process.execPath, ['server.js'], {
    cwd,
    env,
    onLine: (line) => print(line),
  }).catch((error) => {
    if (port !== 0 && error.message.includes('EADDRINUSE')) return undefined;
    throw error;
  });
  if (program === undefined) return startReceiver(0);
  const log = (to) => {
    print = to;
  };
  return { url: program.url, secret, ended: program.exited, log, stop: program.stop };
}

/**
 * Sends the five, and gives a row for each: what was sent, what should come back, what came back.
 */
export async function deliver({ url, secret }) {
  const rows = [];
  for (const { name, expected, headers, body } of events(secret)) {
    const { status } = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
    rows.push({ name, expected, status, right: status === expected });
  }
  return rows;
}

function events(secret) {
  const body = JSON.stringify({
    type: 'job.completed',
    timestamp: new Date().toISOString(),
    data: { job_id: randomUUID() },
  });
  const tampered = body.replace('job.completed', 'job.cancelled');
  const other = newSecret();
  const stale = new Date(Date.now() - 10 * 60 * 1000);
  const headers = sign(body, [secret]);
  return [
    { name: 'valid', expected: 204, headers, body },
    { name: 'tampered body', expected: 401, headers, body: tampered },
    {
      name: 'stale, ten minutes old',
      expected: 401,
      headers: sign(body, [secret], { date: stale }),
      body,
    },
    { name: 'rotation, two signatures', expected: 204, headers: sign(body, [other, secret]), body },
    { name: 'wrong secret', expected: 401, headers: sign(body, [other]), body },
  ];
}

export function printTable(rows) {
  const width = Math.max(...rows.map(({ name }) => name.length));
  console.log(`\n${'event'.padEnd(width)}  expected  answered  verdict`);
  for (const { name, expected, status, right } of rows) {
    console.log(
      `${name.padEnd(width)}  ${String(expected).padEnd(8)}  ${String(status).padEnd(8)}  ${right ? 'right' : 'WRONG'}`,
    );
  }
}

/** Returns a command that sends one more valid event. */
export function curlLine({ url, secret }) {
  const body = JSON.stringify({ type: 'job.created', data: { job_id: randomUUID() } });
  const headers = Object.entries({ 'content-type': 'application/json', ...sign(body, [secret]) });
  return `curl -i ${url} ${headers.map(([name, value]) => `-H '${name}: ${value}'`).join(' ')} --data-raw '${body}'`;
}
