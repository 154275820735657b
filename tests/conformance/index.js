/** The whole suite with its vectors, for a runner to call: `await conformance(await import('hookproof'))`. */
import secrets from '../vectors/secrets.json' with { type: 'json' };
import sign from '../vectors/sign.json' with { type: 'json' };
import verify from '../vectors/verify.json' with { type: 'json' };
import { runSuite } from './run.js';

export const conformance = (hookproof) => runSuite(hookproof, { verify, secrets, sign });
