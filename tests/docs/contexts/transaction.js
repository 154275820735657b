/**
 * An Express application with SQLite: a failure is a 500 that leaves nothing behind, and a second
 * delivery is not worked on.
 */
import { deepEqual } from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import express from 'express';
import { body, headersFor, listening, over, prove } from '../sender.js';

const app = express().set('env', 'test');
const db = new DatabaseSync(':memory:');
db.exec('CREATE TABLE jobs (type TEXT)');
let isBroken = false;
const work = (database, event) => {
  database.prepare('INSERT INTO jobs VALUES (?)').run(event.type);
  if (isBroken) throw new Error('it failed after it had written');
};
const count = () => db.prepare('SELECT count(*) AS jobs FROM jobs').get().jobs;

/* the block */

const send = over(`${await listening(app)}/webhook`);
await prove(send);
const before = count();
const headers = headersFor(body);
isBroken = true;
deepEqual([await send(body, headers), count()], [500, before]);
isBroken = false;
deepEqual([await send(body, headers), await send(body, headers), count()], [204, 204, before + 1]);
process.exit();
