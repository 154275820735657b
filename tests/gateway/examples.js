/** examples/envoy as its files are, before receivers in languages that have no package of ours. */
import { equal, match, ok } from 'node:assert/strict';
import { receivers, startExample } from '../../tools/lib/gateway-example.js';
import { newSecret } from '../../tools/lib/sender.js';
import { send, signed, until } from '../adapters/http.js';
import { named, runTests } from '../conformance/outcome.js';
import { brokenOff, resultOf, summed } from '../results.js';

const tests = {
  'a webhook reaches the receiver, which prints the id it was told': async ({
    url,
    lines,
    secret,
  }) => {
    const delivery = signed({ type: 'job.completed', data: {} }, { by: [secret] });
    equal((await send(url, delivery)).status, 204);
    await until(
      () => lines.some((line) => line.includes(`${delivery.id}: job.completed`)),
      'its line',
    );
  },
  'a forged, a stale and an unsigned one do not': async ({ url, lines, secret }) => {
    const forged = { ...signed(undefined, { by: [secret] }), body: '{"type":"forged"}' };
    const stale = signed({ type: 'stale' }, { by: [secret], at: new Date(Date.now() - 600_000) });
    const unsigned = { headers: { 'x-hookproof-id': 'msg_1' }, body: '{"type":"unsigned"}' };
    for (const delivery of [forged, stale, unsigned])
      equal((await send(url, delivery)).status, 401);
    for (const code of [
      'ERR_NO_MATCHING_SIGNATURE',
      'ERR_TIMESTAMP_TOO_OLD',
      'ERR_MISSING_HEADER',
    ]) {
      const line = `refused ${code} at /webhooks`;
      await until(() => lines.some((each) => each.endsWith(line)), line);
      await until(() => lines.includes(`401 ${code}`), `the access log of ${code}`);
    }
    ok(!lines.some((line) => /: (forged|stale|unsigned)$/.test(line)), lines.join('\n'));
  },
  'what is not guarded passes without the headers, and the receiver refuses it': async ({
    url,
  }) => {
    const elsewhere = url.replace('/webhooks', '/elsewhere');
    equal(
      (await send(elsewhere, { headers: { 'x-hookproof-id': 'msg_1' }, body: '{"type":"x"}' }))
        .status,
      401,
    );
    const underscored = { headers: { x_hookproof_id: 'msg_1' }, body: '{"type":"x"}' };
    equal((await send(elsewhere, underscored)).status, 400);
  },
  'the counters are on the page that its comment names': async ({ counters }) => {
    const page = await (await fetch(`${counters}/stats?filter=hookproof`)).text();
    match(page, /^wasmcustom\.hookproof\.passed: 1$/m);
    match(page, /^wasmcustom\.hookproof\.refused\.ERR_TIMESTAMP_TOO_OLD: 1$/m);
  },
};

export async function checkExamples() {
  const results = [];
  for (const language of Object.keys(receivers)) {
    results.push(await checkExample(language).catch(brokenOff));
  }
  return summed(results);
}

async function checkExample(language) {
  const secret = newSecret();
  const started = await startExample(language, { secret, anyPort: true });
  try {
    return resultOf(await runTests(named(tests), { ...started, secret }), `${language}: `);
  } finally {
    await started.stop();
  }
}
