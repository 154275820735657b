/**
 * What every host is asked: for the outcome of the suite, and what it answers to a good and to a
 * forged webhook.
 */
import { generateSecret } from 'hookproof';
import { signedHeaders, tampered } from 'hookproof/testing';

/** Of the endpoint in every project. */
export const secret = generateSecret();

const body = '{"type":"job.completed","data":{"job_id":"1"}}';

/**
 * @param send what `fetch` is to the host, given a path instead of a URL
 * @param paths where the project has the suite and the endpoint
 */
export async function asked(send, paths = { suite: '/outcome', webhook: '/webhook' }) {
  const { passed, failures } = await suiteOf(await send(paths.suite, { method: 'GET' }));
  const forged = tampered('body', body, secret);
  const deliveries = {
    'a good webhook': { payload: body, headers: signedHeaders(body, secret), status: 204 },
    'a forged webhook': { ...forged, status: 401 },
  };
  const wrong = [];
  for (const [name, { payload, headers, status }] of Object.entries(deliveries)) {
    const request = {
      method: 'POST',
      body: payload,
      headers: { 'content-type': 'application/json', ...headers },
    };
    const response = await send(paths.webhook, request);
    const text = await response.text();
    if (response.status !== status)
      wrong.push({
        name,
        message: `was answered ${response.status}, not ${status}: ${text.slice(0, 2000)}`,
      });
  }
  return { passed, failures: [...failures, ...wrong] };
}

async function suiteOf(response) {
  const text = await response.text();
  if (response.status !== 200)
    throw new Error(`the suite was answered ${response.status}: ${text.slice(0, 4000)}`);
  return JSON.parse(text);
}

/** Returns the same over HTTP. What the host printed belongs to what went wrong. */
export const askedAt = (origin, paths) =>
  asked((path, init) => fetch(new URL(path, origin), { ...init, redirect: 'manual' }), paths);
