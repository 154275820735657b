/**
 * Every vector that HTTP can carry, through Envoy: over HTTP/1.1 and over HTTP/2, at the time it is
 * from.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { valueOf } from '../conformance/shapes.js';
import { clients } from './http.js';
import { asRequest, inConfiguration as written, problemOf, startJudge } from './judging.js';

const read = (name) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', 'vectors', `${name}.json`), 'utf8'));

/**
 * Gives the result of a suite, which notes how many vectors HTTP does not carry, and reports why.
 */
export async function judgeVectors() {
  const all = vectors();
  const wrong = distinct(all.filter(({ throws }) => throws !== undefined));
  const sent = [];
  const left = new Map();
  for (const vector of all.filter(({ throws }) => throws === undefined)) {
    const request = asRequest(vector);
    if (request.reason === undefined) sent.push({ vector, request });
    else left.set(request.reason, [...(left.get(request.reason) ?? []), vector.name]);
  }
  const judge = await startJudge('vectors');
  const problems = [];
  try {
    for (const protocol of Object.keys(clients)) {
      const outcomes = await judge.judge(
        sent.map(({ request }) => request),
        protocol,
      );
      sent.forEach(({ vector, request }, at) => {
        const problem = problemOf(outcomes[at], vector, request.body);
        if (problem !== undefined) problems.push(`${vector.name}, over ${protocol}: ${problem}`);
      });
    }
    for (const vector of wrong) {
      const problem = await problemOfLoad(judge, vector);
      if (problem !== undefined) problems.push(`${vector.name}: ${problem}`);
    }
  } finally {
    await judge.stop();
  }
  const count = Object.keys(clients).length * sent.length + wrong.length;
  const counts = [...left].map(([reason, { length }]) => `${length} with ${reason}`);
  problems.push(...problemsOfLeft(left));
  return {
    passed: Math.max(count - problems.length, 0),
    failed: problems.length,
    note: `${sent.length} sent twice, ${wrong.length} loaded; not sent: ${counts.join(', ')}`,
    report: problems.join('\n'),
  };
}

/** Which vectors HTTP does not carry. What is not listed here must be sent. */
const notCarried = {
  'a time that no host can tell': 5,
  'a control character in a value': 9,
  'white space around a value, which HTTP drops': 11,
  'a name that HTTP does not have': 2,
};

function problemsOfLeft(left) {
  return Object.entries(notCarried)
    .filter(([reason, count]) => (left.get(reason)?.length ?? 0) !== count)
    .map(([reason, count]) => {
      const found = left.get(reason) ?? [];
      const names = found.join('\n  ');
      return `${found.length} have ${reason}, and vectors.js says ${count}:\n  ${names}`;
    });
}

/**
 * Of several with the same secrets the first: Envoy remembers which configuration it could not
 * load, and does not ask again.
 */
function distinct(list) {
  const keyOf = ({ secrets, minSecretBytes }) =>
    JSON.stringify([secrets.map(written), minSecretBytes]);
  return [...new Map(list.map((one) => [keyOf(one), one]).reverse()).values()].reverse();
}

/** A wrong secret fails the load, says so in the log, and is not shown. */
async function problemOfLoad({ envoy, load }, { secrets, minSecretBytes }) {
  envoy.lines.length = 0;
  const configuration = { secrets: secrets.map(written) };
  if (minSecretBytes !== undefined) configuration.min_secret_bytes = minSecretBytes;
  if (await load(configuration)) return 'it was loaded';
  const log = envoy.lines.join('\n');
  if (!/hookproof: secrets/.test(log)) return `the log does not say why:\n${log}`;
  const texts = configuration.secrets.map((secret) => secret.key ?? secret);
  const isShown = texts.some((text) => text.length >= 20 && log.includes(text.slice(6, 18)));
  return isShown ? 'the log shows the secret' : undefined;
}

/**
 * All vectors as webhooks, each with the verdict that is right: `accept`, `code`, or `throws` for a
 * wrong secret.
 */
function vectors() {
  const judged = ['verify', 'tags', 'senders', 'regressions'].flatMap(read);
  const { webhooks, keys, signings } = read('v1a');
  const [first] = read('verify');
  return [
    ...[...judged, ...webhooks].map(ofWebhook),
    ...read('explain').map(ofExplained),
    ...[...read('sign'), ...signings]
      .filter(({ signature }) => signature !== undefined)
      .map(ofSigning),
    ...read('secrets')
      .filter(({ without }) => without !== 'ed25519')
      .map((one) => ofSecret(one, first)),
    ...keys
      .filter(({ verifying }) => verifying !== null)
      .map(({ name, secret, verifying }) => ({
        ...ofWebhook({ ...first, name, rule: 'a key', secrets: [secret] }),
        accept: undefined,
        throws: verifying,
      })),
  ];
}

const ofWebhook = ({ name, rule, secrets, headers, body, refuse, ...rest }) => ({
  ...rest,
  name: `${rule}: ${name}`,
  secrets: secrets.map(valueOf),
  headers: headers.map(([header, value]) => [header, valueOf(value)]),
  body: valueOf(body),
  code: refuse,
});

function ofExplained({ code, ...vector }) {
  const webhook = ofWebhook({ ...vector, rule: 'explain' });
  if (code === null) return { ...webhook, accept: {} };
  return code.startsWith('ERR_SECRET') ? { ...webhook, throws: code } : { ...webhook, code };
}

function ofSigning({ name, id, timestamp, body, secrets, verifyWith = secrets, signature }) {
  const headers = [
    ['webhook-id', id],
    ['webhook-timestamp', String(timestamp)],
    ['webhook-signature', signature],
  ];
  const vector = {
    name,
    rule: 'signing',
    secrets: verifyWith,
    headers,
    body,
    now: timestamp,
    tolerance: 0,
  };
  return { ...ofWebhook(vector), accept: {} };
}

function ofSecret({ name, secret, signature, code, minSecretBytes }, { headers, ...first }) {
  const vector = { ...first, name, rule: 'a secret', secrets: [secret], headers, minSecretBytes };
  if (signature === undefined) return { ...ofWebhook(vector), accept: undefined, throws: code };
  const signed = [...headers.slice(0, 2), ['webhook-signature', signature]];
  return { ...ofWebhook({ ...vector, headers: signed }), accept: {} };
}
