/** Tests how adapters are made, and what they say then: without a server. */
import { entries } from './entries.js';
import { handlers } from './handlers.js';
import { options } from './options.js';
import { timeouts } from './timeouts.js';

export const tests = { ...options, ...timeouts, ...handlers, ...entries };
