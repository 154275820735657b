/** A receiver of Pulse's events. */
import { deepEqual } from 'node:assert/strict';
import { body as text, headersFor } from '../sender.js';

const fetched: string[] = [];
const fetchResult = (id: string) => fetched.push(id);
const report = (id: string, error: unknown) => console.error(id, error);

function receive(body: string, headers: Record<string, string>) {
  /* the block */
}

receive(text, headersFor(text));
deepEqual(fetched, ['job_1']);
