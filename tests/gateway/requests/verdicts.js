/** Sends authentic webhooks and others, and looks at what is answered, passed on and reported. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { dial, send, signed } from '../../adapters/http.js';
import { secrets } from '../../adapters/routes.js';
import { toldOf } from '../http.js';
import { own, having, refusable, passes, refused, answered, rawOf } from './helpers.js';

export const cases = {
  'an authentic webhook reaches the backend as it was sent, with what was verified': async (
    world,
  ) => {
    const path = own('/plain');
    const delivery = having(signed(), { 'x-other': 'kept', cookie: 'a=b' });
    const request = await passes(world, path, delivery);
    deepEqual(toldOf(request), {
      id: delivery.id,
      timestamp: Number(delivery.headers['webhook-timestamp']),
      secretIndex: 0,
    });
    for (const [name, value] of Object.entries(delivery.headers))
      equal(request.headers[name], value, name);
  },
  'every secret of a rotation verifies, and its index is told': async (world) => {
    for (const [index, secret] of secrets.entries()) {
      const path = own('/rotated');
      await passes(world, path, signed(undefined, { by: [secret] }));
      equal(toldOf(world.reached(path)[0]).secretIndex, index);
    }
    await refused(
      world,
      own('/plain'),
      signed(undefined, { by: [secrets[1]] }),
      'ERR_NO_MATCHING_SIGNATURE',
    );
  },
  'a secret of the environment verifies, alone and among others': async (world) => {
    await passes(world, own('/environment'), signed(undefined, { by: [secrets[1]] }));
    await passes(world, own('/environment-rotated'), signed(undefined, { by: [secrets[1]] }));
    await refused(world, own('/environment'), signed(), 'ERR_NO_MATCHING_SIGNATURE');
  },
  ...Object.fromEntries(
    Object.entries(refusable).map(([code, make]) => [
      `${code} is answered 401, and told only to the log and the counters`,
      (world) => refused(world, own('/plain'), make(), code),
    ]),
  ),
  'every 401 is the same, but for whether the connection stays open': async (world) => {
    const answers = [];
    for (const make of Object.values(refusable)) {
      const text = await answered(world, rawOf(world, own('/plain'), make()));
      answers.push(text.replace(/^(date|connection): .*\r\n/gim, ''));
    }
    match(answers[0], /^HTTP\/1\.1 401 Unauthorized\r\n/);
    for (const answer of answers) equal(answer, answers[0]);
  },
  'an id or a timestamp that is given twice is refused': async (world) => {
    for (const name of ['webhook-id', 'webhook-timestamp']) {
      const path = own('/plain');
      const raw = rawOf(world, path, signed()).replace(
        new RegExp(`^${name}: .*\\r\\n`, 'm'),
        (line) => line + line,
      );
      match(await answered(world, raw), /^HTTP\/1\.1 401 /, name);
      equal(await world.codeOf(path), 'ERR_MALFORMED_HEADER');
    }
  },
  'a signature may be given in several lines, one of which fits': async (world) => {
    const other = `webhook-signature: v1,${'A'.repeat(43)}=\r\n`;
    for (const place of ['webhook-signature:', 'webhook-id:', 'host:']) {
      const request = rawOf(world, own('/plain'), signed()).replace(place, `${other}${place}`);
      const raw = request.replace('\r\n\r\n', `\r\n${other}\r\n`);
      match(await answered(world, raw), /^HTTP\/1\.1 204 /, place);
    }
  },
  'headers that are no UTF-8 are refused where they count, and passed on where they do not': async (
    world,
  ) => {
    const odd = rawOf(world, own('/plain'), signed()).replace(
      /webhook-id: msg/,
      'webhook-id: ms\xff',
    );
    const { socket, answer } = await dial(world.url, '');
    socket.write(odd, 'latin1');
    match(await answer(), /^HTTP\/1\.1 401 /);
    socket.destroy();
    const path = own('/plain');
    const { body, ...delivery } = having(signed(), { 'x-other': 'cl\xe9' });
    await passes(world, path, { ...delivery, body: Buffer.from(body) });
    equal(world.reached(path)[0].headers['x-other'], 'cl\xe9');
  },
  'no line of the log and no label has anything that was sent': async (world) => {
    const marker = 'c2VudC1ieS1zdHJhbmdlcg';
    const path = `/plain/${marker}`;
    await send(
      world.url + path,
      having(signed(), { 'webhook-id': marker, 'webhook-signature': `v1,${marker}` }),
    );
    await sleep(50);
    const log = world.lines().filter((line) => !line.startsWith('access '));
    ok(
      log.some((line) => line.endsWith('refused ERR_NO_MATCHING_SIGNATURE at /plain')),
      log.slice(-3).join('\n'),
    );
    ok(!log.some((line) => line.includes(marker)));
    for (const secret of secrets) ok(!log.some((line) => line.includes(secret.slice(6, 20))));
  },
};
