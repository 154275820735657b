/** The receivers that the third tab shows: the files of the examples, as they are. */
import bun from '../../examples/bun/server.js?raw';
import deno from '../../examples/deno/server.js?raw';
import django from '../../examples/django/server.py?raw';
import express from '../../examples/express/server.js?raw';
import fastapi from '../../examples/fastapi/server.py?raw';
import fastify from '../../examples/fastify/server.js?raw';
import flask from '../../examples/flask/server.py?raw';
import hono from '../../examples/hono/server.js?raw';
import next from '../../examples/next/app/webhook/route.js?raw';
import workers from '../../examples/workers/src/index.js?raw';

export interface Receiver {
  name: string;
  install: string;
  file: string;
  code: string;
  /** What people get wrong there. */
  note: string;
}

export const receivers: Receiver[] = [
  {
    name: 'Express',
    install: 'npm install hookproof express',
    file: 'server.js',
    code: express,
    note: 'It reads the raw body itself: put it before express.json(), or on a route of its own.',
  },
  {
    name: 'Fastify',
    install: 'npm install hookproof fastify',
    file: 'server.js',
    code: fastify,
    note: 'The route keeps its raw body; the JSON parser of your other routes stays as it is.',
  },
  {
    name: 'Hono',
    install: 'npm install hookproof hono @hono/node-server',
    file: 'server.js',
    code: hono,
    note: 'The same middleware on Node, Bun, Deno and Workers.',
  },
  {
    name: 'Next',
    install: 'npm install hookproof',
    file: 'app/webhook/route.js',
    code: next,
    note: 'A route handler of the app router, on Node or at the edge.',
  },
  {
    name: 'Workers',
    install: 'npm install hookproof',
    file: 'src/index.js',
    code: workers,
    note: 'A Durable Object remembers what was taken, and a queue does the work.',
  },
  {
    name: 'Deno',
    install: 'deno add npm:hookproof',
    file: 'server.js',
    code: deno,
    note: 'Run it with --allow-net and --allow-env=WEBHOOK_SECRET,PORT.',
  },
  {
    name: 'Bun',
    install: 'bun add hookproof',
    file: 'server.js',
    code: bun,
    note: 'Bun.serve with a route; no framework is needed.',
  },
  {
    name: 'Flask',
    install: 'pip install hookproof flask',
    file: 'server.py',
    code: flask,
    note: 'It reads the raw body itself: put it below the route, so that it guards the view.',
  },
  {
    name: 'FastAPI',
    install: 'pip install hookproof fastapi uvicorn',
    file: 'server.py',
    code: fastapi,
    note: 'A dependency, with the event as a pydantic model; declare no body beside it.',
  },
  {
    name: 'Django',
    install: 'pip install hookproof django',
    file: 'server.py',
    code: django,
    note: 'Sync or async views, without a CSRF token; in a project only the view and its path are new.',
  },
];
