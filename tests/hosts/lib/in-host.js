/**
 * What runs inside of a host. Imports of every entry that is for more than one server: a host that
 * cannot resolve one fails to build.
 */
import * as hookproof from 'hookproof';
import { webhookHandler } from 'hookproof/fetch';
import * as full from 'hookproof/full';
import { webhook } from 'hookproof/hono';
import { signedRequest, tamperedRequest } from 'hookproof/testing';
import { conformance } from '../../conformance/index.js';
import { equal } from '../../conformance/assert.js';
import { named, runTests } from '../../conformance/outcome.js';

/** The conformance suite's, and what went wrong with the entries that it does not use. */
export async function outcome() {
  try {
    const { passed, failures } = await conformance(hookproof, full);
    const others = await runTests(named(adapters));
    return { passed, failures: [...failures, ...others.failures] };
  } catch (error) {
    return { passed: 0, failures: [{ name: 'the suite', message: `${error} ${error.stack}` }] };
  }
}

// Not a new one: while a Worker starts, it has no random numbers.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const receive = webhookHandler({ secret, onEvent: () => {} });
const [url, body] = ['https://example.com/webhook', '{"type":"job.completed"}'];

const adapters = {
  'hookproof/fetch answers 204 to a good webhook': async () =>
    equal((await receive(signedRequest(url, body, secret))).status, 204),
  'hookproof/fetch answers 401 to a forged one': async () =>
    equal((await receive(tamperedRequest(url, 'body', body, secret))).status, 401),
  'hookproof/hono is there': () => equal(typeof webhook(secret), 'function'),
};
