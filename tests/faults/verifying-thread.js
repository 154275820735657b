import { parentPort, workerData } from 'node:worker_threads';
import { generateSecret, unwrapWebhook, verifyWebhook } from 'hookproof';

const { webhooks, times } = workerData;
const thrownBy = (action) => {
  try {
    return action();
  } catch (error) {
    return error;
  }
};
for (const { body, headers, secret, wrong } of webhooks) {
  if (!wrong) continue;
  const refusal = thrownBy(() => unwrapWebhook(body, {}, secret));
  parentPort.postMessage({
    refusal,
    mistake: thrownBy(() => verifyWebhook(body, headers, `${secret} `)),
  });
}
const counts = { authentic: 0, refused: 0 };
for (let time = 0; time < times; time++) {
  for (const { body, headers, secret } of webhooks) {
    if (verifyWebhook(body, headers, secret)) counts.authentic++;
    if (!verifyWebhook(body, headers, generateSecret())) counts.refused++;
    if (times === Number.POSITIVE_INFINITY && time === 0) parentPort.postMessage('begun');
  }
}
parentPort.postMessage(counts);
