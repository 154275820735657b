/** The filter in Envoy and `verifyWebhook` of the npm package, on the same webhooks. */
import * as full from 'hookproof/full';
import { makeWebhook } from '../differential/webhooks.js';
import { clients } from './http.js';
import { asRequest, problemOf, startJudge } from './judging.js';

const BATCH = 1000;

/**
 * Judges `count` webhooks that HTTP can carry with secrets that can be loaded; others are made
 * until there are so many. Gives the differences in words, and how many were left out for which
 * reason.
 */
export async function compareGateway(seed, count) {
  const judge = await startJudge('differential');
  const differences = [];
  const left = {};
  let [at, sent, accepted] = [0, 0, 0];
  try {
    for (let round = 0; sent < count; round++) {
      const batch = [];
      while (batch.length < Math.min(BATCH, count - sent)) {
        const number = at++;
        const { secrets, ...webhook } = makeWebhook(seed, number);
        const given = { ...webhook, secrets: secrets.map(({ text, raw }) => text ?? raw) };
        const verdict = verdictOf(given);
        const request = verdict.wrong === undefined ? asRequest(given) : { reason: verdict.wrong };
        if (request.reason === undefined) batch.push({ number, verdict, request });
        else left[request.reason] = (left[request.reason] ?? 0) + 1;
      }
      const protocol = Object.keys(clients)[round % 2];
      const outcomes = await judge.judge(
        batch.map(({ request }) => request),
        protocol,
      );
      batch.forEach(({ number, verdict, request }, index) => {
        const problem = problemOf(outcomes[index], verdict, request.body);
        if (problem !== undefined)
          differences.push(`webhook ${number} of seed ${seed}, over ${protocol}: ${problem}`);
        if (verdict.accept !== undefined) accepted++;
      });
      sent += batch.length;
    }
  } finally {
    await judge.stop();
  }
  return { count: sent, accepted, differences, left };
}

/** What the package says: `accept`, `code`, or `wrong` for what is the developer's. */
function verdictOf({ body, headers, secrets, now, tolerance }) {
  const options = { now, toleranceSeconds: tolerance, jsonParse: false };
  try {
    if (full.verifyWebhook(body, headers, secrets, options) === false)
      return { code: codeOf({ body, headers, secrets, options }) };
    return { accept: acceptedOf({ body, headers, secrets, options }) };
  } catch (error) {
    if (error.name !== 'WebhookConfigError') throw error;
    return { wrong: 'a wrong secret' };
  }
}

/**
 * Of a body that is no JSON, the package gives no result: it is verified, and told the same with an
 * empty object's.
 */
function acceptedOf({ body, headers, secrets, options }) {
  try {
    const { id, timestamp, secretIndex } = full.unwrapWebhook(body, headers, secrets, options);
    return { id, timestamp: timestamp.getTime() / 1000, secretIndex };
  } catch (error) {
    if (error.code !== 'ERR_PAYLOAD_JSON') throw error;
    // Which secret it was: the first that verifies it alone.
    const secretIndex = secrets.findIndex((secret) =>
      full.verifyWebhook(body, headers, secret, options),
    );
    return { secretIndex };
  }
}

function codeOf({ body, headers, secrets, options }) {
  try {
    full.unwrapWebhook(body, headers, secrets, options);
  } catch ({ code }) {
    return code;
  }
  throw new Error('verifyWebhook refuses what unwrapWebhook takes');
}
