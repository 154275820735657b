/** Sends upgrades, tunnels, expectations and trailers. */
import { deepEqual, equal, match } from 'node:assert/strict';
import { dial, send, signed, until } from '../../adapters/http.js';
import { own, having, answered, rawOf, inChunks } from './helpers.js';

export const cases = {
  'an upgrade is refused, also one that is signed': async (world) => {
    for (const protocol of ['websocket', 'other']) {
      const delivery = signed(undefined, { text: '' });
      const path = own('/plain');
      const headers = { ...delivery.headers, connection: 'upgrade', upgrade: protocol };
      const text = await answered(world, rawOf(world, path, { ...delivery, headers }), 'upgrading');
      match(text, /^HTTP\/1\.1 40[13] /, protocol);
      equal(world.reached(path).length, 0);
      if (protocol === 'websocket') equal(await world.codeOf(path), 'ERR_UPGRADE');
    }
  },
  'CONNECT is refused, also where the host allows it': async (world) => {
    const before = await world.refusals('ERR_UPGRADE');
    const text = await answered(
      world,
      'CONNECT example.com:80 HTTP/1.1\r\nhost: example.com:80\r\n\r\n',
      'upgrading',
    );
    match(text, /^HTTP\/1\.1 401 /);
    equal((await world.refusals('ERR_UPGRADE')) - before, 1);
  },
  'Expect: 100-continue gets its 100, and then its verdict': async (world) => {
    for (const [delivery, status] of [
      [signed(), 204],
      [{ ...signed(), body: '{"type":"forged"}' }, 401],
    ]) {
      const path = own('/plain');
      const expecting = having(delivery, { expect: '100-continue' });
      const { socket, text } = await dial(world.url, rawOf(world, path, expecting, { sent: '' }));
      await until(() => text().includes('100 Continue'), 'a 100');
      socket.write(delivery.body);
      await until(() => new RegExp(`HTTP/1\\.1 ${status} `).test(text()), `a ${status}`);
      socket.destroy();
    }
  },
  'where the host leaves the 100 to the backend, it is refused and does not hang': async (
    world,
  ) => {
    const path = own('/plain');
    const expecting = having(signed(), { expect: '100-continue' });
    match(
      await answered(world, rawOf(world, path, expecting, { sent: '' }), 'expecting'),
      /^HTTP\/1\.1 417 /,
    );
    equal(await world.codeOf(path), 'ERR_EXPECTATION');
    equal((await send(`${world.urls.expecting}${own('/plain')}`, signed())).status, 204);
  },
  'trailers change no verdict, and tell the backend nothing': async (world) => {
    const trailer = 'x-hookproof-id: forged\r\nx_hookproof_id: forged\r\nx-other: kept\r\n';
    for (const [delivery, status] of [
      [signed(), 204],
      [{ ...signed(), body: '{"type":"forged"}' }, 401],
    ]) {
      const path = own('/plain');
      const headers = { ...delivery.headers, 'transfer-encoding': 'chunked' };
      const sent = `${inChunks(delivery.body)}0\r\n${trailer}\r\n`;
      const raw = rawOf(world, path, { ...delivery, headers }, { sent }).replace(
        /content-length: .*\r\n/,
        '',
      );
      match(await answered(world, raw, 'trailing'), new RegExp(`^HTTP/1\\.1 ${status} `));
      equal(world.reached(path).length, status === 204 ? 1 : 0);
      for (const { rawTrailers } of world.reached(path))
        deepEqual(rawTrailers, ['x-other', 'kept']);
    }
  },
};
