/** Looks at who may tell the backend what, and at what guards a path in all its spellings. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { send, signed } from '../../adapters/http.js';
import { toldOf } from '../http.js';
import { secrets } from '../../adapters/routes.js';
import { own, having, refused, answered, rawOf } from './helpers.js';

export const cases = {
  'nobody outside sets what the backend is told, whatever the path and the spelling': async (
    world,
  ) => {
    const forged = {
      'x-hookproof-id': 'forged',
      'X-Hookproof-Timestamp': '1',
      'x-hookproof-secret-index': '7',
      x_hookproof_id: 'forged',
      'x-hookproof_id': 'forged',
      'X_HOOKPROOF-ID': 'forged',
      'x.hookproof.id': 'forged',
      'x-hookproof-other': 'forged',
    };
    for (const path of ['/plain', '/elsewhere', '/observed']) {
      const at = own(path);
      equal((await send(world.url + at, having(signed(), forged))).status, 204);
      const [{ rawHeaders }] = world.reached(at);
      const names = rawHeaders
        .filter((_, index) => index % 2 === 0)
        .map((name) => name.toLowerCase());
      const ours = names.filter((name) => /^x[^a-z0-9]hookproof/.test(name)).sort();
      const set = ['x-hookproof-id', 'x-hookproof-secret-index', 'x-hookproof-timestamp'];
      deepEqual(ours, path === '/plain' ? set : [], path);
      ok(!rawHeaders.includes('forged'), path);
    }
  },
  'nor given twice, nor listed as a header of the connection': async (world) => {
    const path = own('/plain');
    const raw = rawOf(world, path, signed()).replace(
      'host:',
      'x-hookproof-id: a\r\nx-hookproof-id: b\r\nconnection: x-hookproof-id\r\nhost:',
    );
    match(await answered(world, raw), /^HTTP\/1\.1 (204|400) /);
    for (const { headers } of world.reached(path))
      ok(!/[ab]/.test(headers['x-hookproof-id']?.replace(/^msg_.*/, '') ?? ''));
  },
  'what no path guards passes, is not told, and is counted': async (world) => {
    const before = (await world.counters()).unguarded;
    const path = own('/elsewhere');
    equal((await send(world.url + path, { method: 'GET' })).status, 204);
    equal(toldOf(world.reached(path)[0]), undefined);
    equal((await world.counters()).unguarded - before, 1);
  },
  'every spelling of a guarded path is guarded': async (world) => {
    for (const path of [
      '/plain/',
      '/PLAIN',
      '//plain',
      '/./plain',
      '/x/../plain',
      '/%70lain',
      '/%2570lain',
      '/plain;a=b',
      '/plain.json',
      '/plain%20',
      '/plain%00',
      '/x/%2e%2e/plain',
      '/x\\..\\plain',
      '%2fplain',
      '/plain/below',
      '/%2525252525252570lain',
    ]) {
      const at = own(path);
      const text = await answered(world, rawOf(world, at, { headers: {}, body: '{}' }), 'raw');
      match(text, /^HTTP\/1\.1 4(00|01) /, path);
      equal(
        [...world.all()].filter(([url]) => url.endsWith(at.slice(at.indexOf('?')))).length,
        0,
        path,
      );
    }
  },
  'a path that wanders past another endpoint is refused, whoever has signed': async (world) => {
    for (const path of [
      '//plain/environment',
      '/plain//../environment',
      '/\\plain/environment',
      '/x/%2e%2e/environment/..%2f..%2f..%2fplain',
      '/plain/..;/environment',
    ]) {
      for (const secret of secrets) {
        const before = await world.refusals('ERR_PATH');
        const delivery = signed(undefined, { by: [secret] });
        const text = await answered(world, rawOf(world, own(path), delivery), 'raw');
        match(text, /^HTTP\/1\.1 401 /, path);
        equal((await world.refusals('ERR_PATH')) - before, 1, path);
      }
    }
  },
  'other methods on a guarded path are refused': async (world) => {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      await refused(world, own('/plain'), { headers: {}, body: '' }, 'ERR_MISSING_HEADER', 401, {
        method,
      });
    }
  },
};
