/**
 * What the examples take for granted: a receiver's own values, its app, its test runner. All of it
 * is real.
 */
import assert from 'node:assert/strict';
import { expect } from 'expect';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import * as lean from 'hookproof';
import * as full from 'hookproof/full';
import * as expressAdapter from 'hookproof/express';
import * as fastifyAdapter from 'hookproof/fastify';
import * as fetchAdapter from 'hookproof/fetch';
import * as honoAdapter from 'hookproof/hono';
import * as pulse from 'hookproof/pulse';
import * as replay from 'hookproof/replay';
import * as testing from 'hookproof/testing';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import request from 'supertest';
import { serving } from '../../tools/lib/loopback.js';

const { generateSecret } = lean;
const { signedHeaders } = testing;

export const secret = generateSecret();
export const body = JSON.stringify({
  type: 'job.completed',
  data: { job_id: '1', pages_processed: 3 },
});
const env = { WEBHOOK_SECRET: secret };

/** Which adapter's `webhook` an example means, and the app that it is put on. */
const adapters = {
  'adapters/express.d.ts': () => ({ ...expressAdapter, app: express() }),
  'adapters/fastify.d.ts': () => ({ ...fastifyAdapter, app: fastify() }),
  'adapters/hono.d.ts': () => ({ ...honoAdapter, app: new Hono() }),
};

/** Those whose examples import hookproof/full. */
const ofFull = ['explain.d.ts', 'key-pair.d.ts'];

/** Returns an app as a user's, for examples of its tests. */
function guarded() {
  const app = express();
  app.post('/webhook', expressAdapter.webhook(secret), (_, response) => response.sendStatus(204));
  return app;
}

/**
 * Calls `use` with the names that an example may use, and with what it registered. `url` is a
 * receiver's, `redis` a server's, `databases` are names of theirs.
 */
export async function withWorld({ file, of }, { url, redis, databases }, use) {
  const [tests, clients, statuses] = [[], [], []];
  const tracked = (client) => clients[clients.push(client) - 1];
  const test = Object.assign((name, run) => tests.push({ name, run }), {
    each: (rows) => (name, run) =>
      rows.forEach((row) => tests.push({ name: `${name} ${row}`, run: () => run(row) })),
  });
  const req = { body, headers: signedHeaders(body, secret), webhook: { event: JSON.parse(body) } };
  const names = {
    ...(ofFull.includes(file) ? full : lean),
    ...fetchAdapter,
    ...pulse,
    ...replay,
    ...testing,
    express,
    app: of === 'verifyWebhook' ? express() : guarded(),
    ...adapters[file]?.(),
    ...{ assert, body, env, expect, redis, request, req, secret, test, url },
    apiKey: 'key',
    console: { log() {}, warn() {}, error() {} },
    createClient: (options) => tracked(createClient(options)),
    event: JSON.parse(body),
    fetchResult: (id) => assert.equal(id, '1'),
    handler: {
      fetch: fetchAdapter.webhookHandler({
        secret: (given) => given.WEBHOOK_SECRET,
        onEvent: () => {},
      }),
    },
    headers: req.headers,
    id: 'msg_1',
    // As a receiver's own function, and as Node's object of that name.
    process: Object.assign(async () => {}, {
      env: { ...env, PULSE_WEBHOOK_SECRET: secret, PULSE_API_KEY: 'key', REDIS_URL: redis },
    }),
    Redis: class extends Redis {
      constructor(...given) {
        tracked(super(...given));
      }
    },
    report: () => assert.fail('the job did not fail'),
    res: { sendStatus: (status) => statuses.push(status) },
    store: replay.memoryReplayStore(),
    ...databases,
  };
  try {
    return await use(names, { tests, statuses, clients });
  } finally {
    for (const client of clients) await client.quit();
  }
}

/** Returns the status that an app of any of the frameworks answers a delivery with. */
export async function answered(app, headers) {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  };
  if (app instanceof Hono) return (await app.request('/webhook', init, env)).status;
  if (app.inject !== undefined)
    return (await app.inject({ ...init, url: '/webhook', payload: body })).statusCode;
  return await serving(app, async (origin) => (await fetch(`${origin}/webhook`, init)).status);
}

/** Calls `use` with the URL of a receiver. */
export const withReceiver = (use) => serving(guarded(), (origin) => use(`${origin}/webhook`));
