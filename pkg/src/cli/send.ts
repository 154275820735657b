import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { performance } from 'node:perf_hooks';
import { readAddress } from './address.js';
import { type Answer, bodyLines, statusLine } from './answer.js';
import { onlyFile, span, whole } from './arguments.js';
import { attempts } from './attempts.js';
import { bodyOptions } from './body.js';
import { command } from './command.js';
import { answerJson } from './delivery-report.js';
import { UsageError } from './errors.js';
import { NoAnswer } from './exchange.js';
import { valueOf } from './message.js';
import { dim, green, type Output, red } from './output.js';
import { post } from './post.js';
import { Progress } from './progress.js';
import { print } from './report.js';
import { aboutSecrets, secretOptions } from './secrets.js';
import { signOptions } from './sign.js';
import { rounded, Summary } from './summary.js';
import { tampered, type Tampering, tamperings } from './tamper.js';

export const send = command({
  name: 'send',
  summary: 'sign a webhook, and POST it to a receiver',
  usage: [
    'send URL FILE',
    'send URL -',
    'send URL --body TEXT',
    'send URL --event TYPE',
    'send URL --delivery FILE [--resign]',
  ],
  about: [
    'Signs a body and POSTs it, and prints the status, the time and the answer. A repeated webhook has a new id and timestamp each ' +
      'time, unless they are given. A redirection is not followed.',
    'With --delivery, sends what `hookproof listen --save` wrote: with its own headers, which after some minutes are too old; or by ' +
      '--resign signed anew, under the same id.',
    'Ends with 1 if an answer is missing, or is not 2xx, or not the status of --expect.',
    aboutSecrets,
  ],
  options: {
    ...bodyOptions,
    event: {
      type: 'string',
      value: 'TYPE',
      about: 'send {"type": TYPE, "timestamp": now, "data": {}}',
    },
    delivery: { type: 'string', value: 'FILE', about: 'send a saved delivery' },
    resign: { type: 'boolean', about: 'sign the saved delivery anew' },
    ...signOptions,
    header: {
      type: 'string',
      multiple: true,
      value: '"NAME: VALUE"',
      about: 'one more header (content-type: application/json)',
    },
    tamper: {
      type: 'string',
      value: 'WHAT',
      about: `change this after signing: ${tamperings.join(', ')}`,
    },
    expect: {
      type: 'string',
      value: 'STATUS',
      about: 'the status of a right answer, such as 401 (any 2xx)',
    },
    repeat: { type: 'string', value: 'N', about: 'how many to send (1)' },
    concurrency: { type: 'string', value: 'N', about: 'how many to send at once, 1 to 256 (1)' },
    timeout: { type: 'string', value: 'SECONDS', about: 'how long to wait for each answer (30)' },
    ...secretOptions,
  },
  examples: [
    'hookproof send http://localhost:3000/webhook event.json',
    'hookproof send http://localhost:3000/webhook event.json --tamper body --expect 401',
    'hookproof send http://localhost:3000/webhook --event job.completed --repeat 500 --concurrency 8',
  ],
  async run(
    { tamper, expect, repeat, concurrency, timeout, ...given },
    [address, ...files],
    output,
  ) {
    const { url, headers: own } = readAddress(address);
    const what = readTampering(tamper);
    const total = repeat === undefined ? 1 : whole('repeat', repeat, [1, 1_000_000]);
    const atATime = concurrency === undefined ? 1 : whole('concurrency', concurrency, [1, 256]);
    const expected = expect === undefined ? undefined : whole('expect', expect, [100, 599]);
    const timeoutSeconds = timeout === undefined ? 30 : span('timeout', timeout);
    const make = await attempts(given, onlyFile(files), output);

    const agent = new (url.protocol === 'https:' ? HttpsAgent : HttpAgent)({
      keepAlive: total > 1,
      maxSockets: atATime,
    });
    const summary = new Summary();
    const progress = new Progress(total, total > 1 && !output.json);
    const start = performance.now();
    const sendOne = async () => {
      const signed = make();
      const { headers, body } = what === undefined ? signed : tampered(signed, what);
      const message = { headers: [...own, ...headers], body };
      const id = valueOf(message.headers, 'id');
      const answer = await post({ url, agent, timeoutSeconds }, message).catch(asNoAnswer);
      const isGood = answer instanceof NoAnswer ? false : isExpected(answer, expected);
      if (answer instanceof NoAnswer) summary.add(`no answer: ${answer.message}`, false);
      else summary.add(statusLine(answer), isGood, answer.milliseconds);
      if (output.json) output.object({ type: 'answer', id, ...asJson(answer, isGood) });
      else if (total === 1) printOne(output, id, answer, isGood);
      progress.update(summary.sent, summary.good);
    };
    const interruption = new AbortController();
    const interrupt = () => interruption.abort();
    // The first Ctrl+C ends it with a summary, the second at once.
    if (total > 1) process.once('SIGINT', interrupt);
    try {
      await repeated(total, atATime, interruption.signal, sendOne);
    } finally {
      process.off('SIGINT', interrupt);
      progress.clear();
      agent.destroy();
    }
    const seconds = (performance.now() - start) / 1000;
    if (total > 1 && output.json) output.object({ type: 'summary', ...summary.report(seconds) });
    else if (total > 1) print(output, summary.lines(seconds));
    return summary.good === total ? 0 : 1;
  },
});

function readTampering(word: string | undefined): Tampering | undefined {
  const found = tamperings.find((each) => each === word);
  if (found === undefined && word !== undefined)
    throw new UsageError(`--tamper must be one of ${tamperings.join(', ')}`);
  return found;
}

/** Calls it so many times, so many at a time, unless it is interrupted. */
async function repeated(
  total: number,
  atATime: number,
  interruption: AbortSignal,
  call: () => Promise<void>,
): Promise<void> {
  let begun = 0;
  const one = async () => {
    while (begun < total && !interruption.aborted) {
      begun += 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: Math.min(total, atATime) }, one));
}

function asNoAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  throw error;
}

const isExpected = ({ status }: Answer, expected: number | undefined): boolean =>
  expected === undefined ? status >= 200 && status < 300 : status === expected;

function asJson(answer: Answer | NoAnswer, ok: boolean): object {
  if (answer instanceof NoAnswer) return { ok, error: answer.message };
  return { ok, ...answerJson(answer) };
}

function printOne(
  output: Output,
  id: string | undefined,
  answer: Answer | NoAnswer,
  isGood: boolean,
): void {
  const sent = dim(`sent ${id ?? 'without an id'}: `);
  if (answer instanceof NoAnswer) {
    output.line(sent, red('no answer'));
    output.error(answer.message);
    return;
  }
  output.line(
    sent,
    (isGood ? green : red)(statusLine(answer)),
    dim(`, ${rounded(answer.milliseconds)} ms`),
  );
  print(
    output,
    bodyLines(answer).map((line) => [line]),
    '  ',
  );
}
