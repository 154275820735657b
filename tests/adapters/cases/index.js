/**
 * Tests what every adapter has to do, as seen by those who send to it. A case is called with
 * `{ url, server? }`.
 */
import { bodies } from './bodies.js';
import { onceOnly } from './once-only.js';
import { verdicts } from './verdicts.js';

export const cases = { ...verdicts, ...bodies, ...onceOnly };
