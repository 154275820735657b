/**
 * Nest on both of its platforms: the middleware by its consumer or by `app.use()`, with the bytes
 * kept or not, with parsers or not.
 */
import 'reflect-metadata';
import { deepEqual, equal, match } from 'node:assert/strict';
import { Controller, Module, Post, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { webhook } from 'hookproof/express';
import { memoryReplayStore } from 'hookproof/replay';
import { signed } from '../http.js';
import { secret } from './secret.js';

/** Decorators, called as TypeScript does. */
function controllerOf(tell) {
  class HookController {
    receive(request) {
      // On Fastify the middleware is given Node's request.
      return tell(request, request.webhook ?? request.raw.webhook);
    }
  }
  Req()(HookController.prototype, 'receive', 0);
  Post()(
    HookController.prototype,
    'receive',
    Object.getOwnPropertyDescriptor(HookController.prototype, 'receive'),
  );
  Controller('hook')(HookController);
  return HookController;
}

const tell = ({ body, rawBody }, { id }) => ({ id, body, rawBody: rawBody && String(rawBody) });

async function start({ platform, by, options }) {
  const verified = webhook(secret, { replay: memoryReplayStore() });
  const HookController = controllerOf(tell);
  class AppModule {
    configure(consumer) {
      if (by === 'consumer.apply()') consumer.apply(verified).forRoutes(HookController);
    }
  }
  Module({ controllers: [HookController] })(AppModule);
  const errors = [];
  const adapter = platform === 'Fastify' ? [new FastifyAdapter()] : [];
  const app = await NestFactory.create(AppModule, ...adapter, {
    logger: { ...silent, error: (error) => errors.push(error) },
    ...options,
  });
  if (by === 'app.use()') app.use('/hook', verified);
  await app.listen(0, '127.0.0.1');
  return { url: `${await app.getUrl()}/hook`, errors, stop: () => app.close() };
}

const silent = { log() {}, error() {}, warn() {}, debug() {}, verbose() {} };

/**
 * Returns what a controller finds: the event as its body where Nest parses, and the text where it
 * keeps that.
 */
const delivered = (body, isKept, isParsed) => ({
  ...(isParsed && { body }),
  ...(isKept && { rawBody: JSON.stringify(body) }),
});

function testsOf({ url, post, errors }, { isParsedBefore, isParsed, rawBody }) {
  const event = { type: 'job.completed', data: { job_id: 'é' } };
  const send = (delivery) => post(url, delivery);
  if (isParsedBefore && !rawBody) {
    return {
      'says that Nest has parsed the body, and how to keep the bytes': async () => {
        equal((await send(signed(event))).status, 500);
        match(String(errors[0]?.message ?? errors[0]), /rawBody: true/);
      },
    };
  }
  return {
    'the controller gets a webhook, once, and what Nest makes of its body': async () => {
      const delivery = signed(event);
      const { status, body } = await send(delivery);
      equal(status, 201, body);
      deepEqual(JSON.parse(body), { id: delivery.id, ...delivered(event, rawBody, isParsed) });
      equal((await send(delivery)).status, 204);
    },
    'a forgery is a 401': async () => {
      equal((await send({ ...signed(event), body: '{}' })).status, 401);
    },
  };
}

/**
 * On Express Nest's parsers come before what a consumer applies; on Fastify they come last. Fastify
 * parses JSON by itself.
 */
const combinations = ['Express', 'Fastify'].flatMap((platform) =>
  ['consumer.apply()', 'app.use()'].flatMap((by) =>
    [{}, { rawBody: true }, { bodyParser: false }].map((options) => ({ platform, by, options })),
  ),
);

export const nestServers = combinations.map(({ platform, by, options }) => {
  const isParsed = platform === 'Fastify' || options.bodyParser !== false;
  const isParsedBefore = isParsed && platform === 'Express' && by === 'consumer.apply()';
  return {
    name: `Nest 12 on ${platform}, ${by}, ${JSON.stringify(options)}`,
    start: () => start({ platform, by, options }),
    tests: (server) => testsOf(server, { ...options, isParsed, isParsedBefore }),
  };
});
