/**
 * The whole suite with its vectors, for a runner to call:
 * `await conformance(await import('hookproof'), await import('hookproof/full'))`.
 */
import explain from '../vectors/explain.json' with { type: 'json' };
import secrets from '../vectors/secrets.json' with { type: 'json' };
import sign from '../vectors/sign.json' with { type: 'json' };
import v1a from '../vectors/v1a.json' with { type: 'json' };
import verify from '../vectors/verify.json' with { type: 'json' };
import { runSuite } from './run.js';

export const conformance = (hookproof, full) => runSuite(hookproof, full, { verify, secrets, sign, v1a, explain });
