/**
 * Runs the whole suite with its vectors, for a runner to call:
 * `await conformance(await import('hookproof'), await import('hookproof/full'))`.
 */
import * as pulse from 'hookproof/pulse';
import * as replay from 'hookproof/replay';
import * as testing from 'hookproof/testing';
import explain from '../vectors/explain.json' with { type: 'json' };
import regressions from '../vectors/regressions.json' with { type: 'json' };
import secrets from '../vectors/secrets.json' with { type: 'json' };
import senders from '../vectors/senders.json' with { type: 'json' };
import sign from '../vectors/sign.json' with { type: 'json' };
import tags from '../vectors/tags.json' with { type: 'json' };
import v1a from '../vectors/v1a.json' with { type: 'json' };
import verify from '../vectors/verify.json' with { type: 'json' };
import { runSuite } from './run.js';

/** @param subpaths the package's other entries, if not the ones that an import of them gives */
export const conformance = (hookproof, full, subpaths = { pulse, replay, testing }) =>
  runSuite(
    hookproof,
    full,
    { verify, tags, regressions, senders, secrets, sign, v1a, explain },
    subpaths,
  );
