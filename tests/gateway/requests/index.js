/**
 * What senders, and somebody worse, do to the gateway. A case is called with what `world.js`
 * starts.
 */
import { cases as bodies } from './bodies.js';
import { cases as heldBack } from './held-back.js';
import { cases as http2 } from './http2.js';
import { cases as paths } from './paths.js';
import { cases as protocols } from './protocols.js';
import { cases as verdicts } from './verdicts.js';

export const cases = { ...verdicts, ...bodies, ...heldBack, ...paths, ...protocols, ...http2 };
