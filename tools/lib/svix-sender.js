/**
 * Delivers webhooks as a Svix server does (docs/guides/from-svix.md): a connection that breaks is
 * tried again at once, with the same timestamp and signature; any other failure later, under the
 * same id and signed anew.
 */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { sign } from './sender.js';

/**
 * Svix's own waits are 5 seconds, 5 minutes, 30 minutes and so on; here they are as many, and
 * shorter.
 */
const WAITS_MS = [20, 100, 300, 1000, 2000, 4000, 8000];

const CONCURRENCY = 50;

/**
 * Delivers `count` webhooks. Gives how many there were of each answer, the ids of the webhooks that
 * were authentic, how many tampered ones were `refused`, and how many were never delivered.
 *
 * @param urlOf where attempt `attempt` of webhook `at` goes
 * @param eventOf the event of webhook `at`
 * @param known the ids of the webhooks, else each has a new one
 * @param isTampered whether somebody changes webhook `at` on its way. It is sent once.
 * @param isAnswerLost whether the connection breaks before the first answer to webhook `at`
 */
export async function deliverAsSvix({
  secret,
  count,
  urlOf,
  eventOf,
  known = [],
  isTampered = () => false,
  isAnswerLost = () => false,
}) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY, timeout: 2000 });
  const answers = {};
  const ids = [];
  let [refused, failed, next] = [0, 0, 0];
  const attemptOf = async (at, attempt, body, headers) => {
    const answer = await post(agent, urlOf(at, attempt), body, {
      'content-type': 'application/json',
      ...headers,
      'x-attempt': String(attempt),
    });
    const arrived = attempt === 1 && isAnswerLost(at) ? 'broken' : answer;
    answers[arrived] = (answers[arrived] ?? 0) + 1;
    return arrived;
  };
  const deliver = async (at) => {
    const body = JSON.stringify(eventOf(at));
    let headers = sign(body, [secret], { id: known[at] });
    if (isTampered(at)) {
      const answer = await attemptOf(at, 1, body.replace('{', '{ '), headers);
      if (answer === 401) refused++;
      else failed++;
      return;
    }
    const id = headers['webhook-id'];
    ids.push(id);
    let isDelivered = false;
    for (let attempt = 1, waits = 0; !isDelivered && waits <= WAITS_MS.length; attempt++) {
      const answer = await attemptOf(at, attempt, body, headers);
      isDelivered = answer >= 200 && answer < 300;
      // At once, as it is. What fails so again waits, like everything else.
      if (isDelivered || (answer === 'broken' && attempt === 1)) continue;
      await sleep(WAITS_MS[waits++] ?? 0);
      headers = sign(body, [secret], { id });
    }
    if (!isDelivered) failed++;
  };
  const start = performance.now();
  const lane = async () => {
    while (next < count) await deliver(next++);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  agent.destroy();
  return { seconds: (performance.now() - start) / 1000, answers, ids, refused, failed };
}

/** Gives the status of an answer, or `broken`. */
const post = (agent, url, body, headers) =>
  new Promise((resolve) => {
    const options = {
      agent,
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    };
    request(url, options, (response) =>
      response
        .resume()
        .on('end', () => resolve(response.statusCode))
        .on('error', () => resolve('broken')),
    )
      .on('error', () => resolve('broken'))
      .end(body);
  });
