/** A sender with an old secret. */
import { body } from '../sender.js';

const oldSecret = `whsec_${btoa('the old secret, of 32 bytes or so')}`;
Object.assign(globalThis, { body });

/* the block */
