/**
 * One peer with one webhook, ready to be timed, once it has shown that it accepts that webhook and
 * refuses a tampered one.
 */
import { secret, tampered, webhookOf } from '../webhook.js';
import { peers } from './index.js';

export async function cellOf({ peer, size, form }, { verifierOf, sign }) {
  const { body, headers } = await webhookOf(size, form, sign);
  const verify = verifierOf(secret);
  const verdict = verify(body, headers);
  const what = `${peer}, ${size} bytes as ${form}`;
  if ((await verdict) !== true) throw new Error(`${what}: refuses a valid webhook`);
  const isLax = !peers[peer].limit && (await accepts(verify, tampered(body), headers));
  if (isLax) throw new Error(`${what}: accepts a tampered webhook`);
  return { verify, body, headers, isAsync: verdict instanceof Promise };
}

async function accepts(verify, body, headers) {
  try {
    return await verify(body, headers);
  } catch {
    return false;
  }
}

/** Verifies a cell's webhook `count` times. */
export const repeat = (cell, count) =>
  cell.isAsync ? repeatAwaited(cell, count) : repeatAtOnce(cell, count);

function repeatAtOnce({ verify, body, headers }, count) {
  for (let time = 0; time < count; time++) {
    if (!verify(body, headers)) throw new Error('a valid webhook was refused');
  }
}

async function repeatAwaited({ verify, body, headers }, count) {
  for (let time = 0; time < count; time++) {
    if (!(await verify(body, headers))) throw new Error('a valid webhook was refused');
  }
}
