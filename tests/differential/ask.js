/**
 * Asks a program that judges webhooks: a JSON line for each goes in, a line with its verdict comes
 * out.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * What a program is told of a webhook. It counts in whole seconds, and in whole ones of a
 * tolerance, because ages are.
 */
export const lineOf = ({ body, headers, secrets, now, tolerance }) =>
  JSON.stringify({
    body: Buffer.from(body).toString('base64'),
    // Half a surrogate pair becomes U+FFFD, as it does wherever a string is made UTF-8.
    headers: headers.map((pair) => pair.map((text) => text.toWellFormed())),
    secrets: secrets.map(({ text, raw }) =>
      raw === undefined ? { text: text.toWellFormed() } : { raw: raw.toString('base64') },
    ),
    now: Math.floor(now),
    tolerance: Math.floor(tolerance),
  });

/** The verdicts on a batch, in its order. */
export async function ask({ program, args = [] }, lines) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const [out, errors] = [[], []];
  child.stdout.on('data', (piece) => out.push(piece));
  child.stderr.on('data', (piece) => errors.push(piece));
  child.stdin.on('error', () => {});
  child.stdin.end(`${lines.join('\n')}\n`);
  const [code] = await once(child, 'close');
  const verdicts = Buffer.concat(out).toString().split('\n').slice(0, -1);
  if (code !== 0 || verdicts.length !== lines.length) {
    throw new Error(
      `${program} ended with ${code} after ${verdicts.length} of ${lines.length} webhooks\n${Buffer.concat(errors)}`,
    );
  }
  return verdicts;
}
