/**
 * Growth: work rises in proportion to what a sender sends, never with its square. The exponent is
 * that of a power law fitted to the least processor time of several runs, so it depends neither on
 * how fast a machine is nor on what else it does.
 */
import { ok } from '../conformance/assert.js';

const { signWebhook, verifyWebhook } = await import('hookproof');
const {
  explainWebhook,
  generateKeyPair,
  signWebhook: signInFull,
  verifyWebhook: verifyInFull,
} = await import('hookproof/full');
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const LIMIT = 1.3;

/** Returns the slope of log(time) over log(size), by least squares. */
function exponent(sizes, prepare) {
  const points = sizes.map((size) => {
    const action = prepare(size);
    // The first runs are slower, and of the smallest size above all.
    for (let warm = 0; warm < 5; warm++) action();
    const times = Array.from({ length: 15 }, () => {
      const start = process.cpuUsage();
      action();
      const { user, system } = process.cpuUsage(start);
      return user + system;
    });
    return [Math.log(size), Math.log(Math.min(...times))];
  });
  const mean = (at) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const slope = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return slope / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

const grows = (sizes, prepare) => () => {
  const found = exponent(sizes, prepare);
  ok(found < LIMIT, `time grows with the power ${found.toFixed(2)}`);
};

const signed = (body) => [body, signWebhook(body, secret)];
const verifying = (body, headers) => () => verifyWebhook(body, headers, secret);
const powers = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => 2 ** (from + at));

/** As Node's HTTP parser fills them: one by one. */
function others(count) {
  const headers = {};
  for (let at = 0; at < count; at++) headers[`x-other-${at}`] = 'x';
  return headers;
}

function verifyingAmong(others) {
  const [body, headers] = signed('{}');
  if (Array.isArray(others)) others.push(...Object.entries(headers));
  else for (const [name, value] of Object.entries(headers)) others[name] = value;
  return verifying(body, others);
}

const repeated = (times, action) => () => {
  for (let time = 0; time < times; time++) action();
};

export const tests = {
  'with the length of a string body': grows(powers(16, 22), (size) =>
    verifying(...signed('x'.repeat(size))),
  ),
  'with the length of a body of bytes': grows(powers(16, 22), (size) =>
    verifying(...signed(new Uint8Array(size))),
  ),
  'with the length of a body of emoji': grows(powers(15, 21), (size) =>
    verifying(...signed('😀'.repeat(size))),
  ),
  // Beyond that, V8 sorts the names of an object, and Node takes no more than 2,000 headers.
  'with the number of headers in an object': grows(powers(7, 11), (size) =>
    repeated(64, verifyingAmong(others(size))),
  ),
  'with the number of headers in pairs': grows(powers(11, 16), (size) =>
    verifyingAmong(Object.entries(others(size))),
  ),
  'with the number of entries in the list': grows(powers(16, 21), (size) => {
    const [body, headers] = signed('{}');
    return verifying(
      body,
      new Map(Object.entries({ ...headers, 'webhook-signature': 'v1,x '.repeat(size) })),
    );
  }),
  'with the length of an id': grows(powers(16, 22), (size) => {
    const [body, headers] = signed('{}');
    return verifying(body, { ...headers, 'webhook-id': 'x'.repeat(size) });
  }),
  'of ed25519, with the length of the body': grows(powers(19, 23), (size) => {
    const { privateKey, publicKey } = generateKeyPair();
    const body = 'x'.repeat(size);
    const headers = signInFull(body, privateKey);
    return () => verifyInFull(body, headers, publicKey);
  }),
  'of ed25519, with the number of forged entries': grows([2, 4, 8, 16, 31], (size) => {
    const [{ privateKey }, { publicKey }] = [generateKeyPair(), generateKeyPair()];
    const headers = signInFull('{}', Array(16).fill(privateKey));
    const [entry] = headers['webhook-signature'].split(' ');
    return () =>
      verifyInFull('{}', { ...headers, 'webhook-signature': `${entry} `.repeat(size) }, publicKey);
  }),
  'of an explanation, with the length of the body': grows(powers(15, 19), (size) => {
    const headers = signWebhook('{}', secret);
    const body = JSON.stringify('{"a": [1, 2], "é": "</"}\r\n'.repeat(size / 32));
    return () => explainWebhook(body, headers, secret);
  }),
  'of an explanation, with the depth of the body': grows(powers(14, 19), (size) => {
    const headers = signWebhook('{}', secret);
    const body = '['.repeat(size / 2) + ']'.repeat(size / 2);
    return () => explainWebhook(body, headers, secret);
  }),
  'and the fit would find a square': () => {
    const squared = exponent(powers(8, 12), (size) => () => {
      let sum = 0;
      for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) sum = (sum + a * b) | 0;
      return sum;
    });
    ok(squared > 1.7, `a square was found to grow with the power ${squared.toFixed(2)}`);
  },
};
