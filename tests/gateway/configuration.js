/**
 * What Envoy does with a configuration, right or wrong. A wrong one never opens the way to the
 * backend.
 */
import { equal, match, ok } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildGateway } from '../../tools/build/gateway.js';
import {
  discoveredFilter,
  listener,
  startEnvoy,
  wasmFilter,
  writeDiscovered,
} from '../../tools/lib/envoy.js';
import { dial, rawRequest, send, signed } from '../adapters/http.js';
import { secrets } from '../adapters/routes.js';
import { settableClock } from './clock.js';
import { startBackend } from './http.js';

/** Each with a part of what Envoy's log has to say. */
const wrong = {
  nothing: ['', /give `secrets`, or `paths`/],
  'an empty object': ['{}', /give `secrets`, or `paths`/],
  'what is no JSON': ['{"secrets": ["c2VjcmV0"', /no JSON from line 1, column \d+ on/],
  'an unknown setting': [{ c2VjcmV0: true }, /setting 1 is unknown: there are `secrets`/],
  'a secret that is no list': [{ secrets: 'c2VjcmV0' }, /secrets must be a list/],
  'a placeholder': [{ secrets: ['whsec_your_secret_here'] }, /secrets\[0\]: .* not a placeholder/],
  'a variable that Envoy does not pass on': [{ secrets: [{ env: 'PATH' }] }, /host_env_keys/],
  'a path with a pattern': [
    { paths: { '/a/*': { secrets } } },
    /paths\[0\] must be a path such as/,
  ],
  'a path without a secret': [{ paths: { '/a': {} } }, /paths\[0\] has no secret/],
  'another mode': [{ secrets, mode: 'open' }, /mode must be "enforce" or "observe"/],
};

export const cases = {
  'Envoy does not start with a wrong secret, and says what to change': async ({ start }) => {
    const failure = await start([wasmFilter({ secrets: ['c2VjcmV0'] })]).then(
      async ({ stop }) => await stop(),
      (error) => error,
    );
    match(
      failure?.message ?? 'it started',
      /secrets\[0\]: the secret decodes to fewer than 24 bytes/,
    );
    ok(!failure.message.includes('c2VjcmV0'));
  },
  'a wrong configuration is not loaded, says why, shows no secret, and leaves the old one in force':
    async (given) => {
      const envoy = await given.start([wasmFilter({ secrets })]);
      for (const [name, [configuration, advice]] of Object.entries(wrong)) {
        envoy.lines.length = 0;
        equal(await envoy.reload([given.listening([wasmFilter(configuration)])]), false, name);
        const log = envoy.lines.join('\n');
        match(log, advice, name);
        ok(!log.includes('c2VjcmV0'), name);
        equal((await send(envoy.urls.listener, signed())).status, 204, name);
        equal((await send(envoy.urls.listener, { ...signed(), body: '{}' })).status, 401, name);
      }
    },
  'a body that is held back until its webhook is stale is refused': async ({ start, backend }) => {
    const clock = await settableClock('configuration');
    const envoy = await start([wasmFilter({ secrets })], {}, clock.env);
    const sent = new Date();
    const seconds = Math.floor(sent.getTime() / 1000);
    for (const [later, status] of [
      [300, 204],
      [301, 401],
    ]) {
      clock.set(seconds);
      backend.reached.clear();
      const delivery = signed(undefined, { at: sent });
      const raw = rawRequest(`${envoy.urls.listener}/held`, delivery, { sent: '' });
      const { socket, answer } = await dial(envoy.urls.listener, raw + delivery.body.slice(0, -1));
      await sleep(50);
      clock.set(seconds + later);
      socket.write(delivery.body.slice(-1));
      match(await answer(), new RegExp(`^HTTP/1\\.1 ${status} `), `after ${later} s`);
      socket.destroy();
      equal(backend.reached.size, status === 204 ? 1 : 0);
    }
  },
  'a configuration of a Struct, which Envoy does not make JSON of, is told to be a StringValue':
    async ({ start }) => {
      const filter = wasmFilter({});
      const value = { secrets };
      filter.typed_config.config.configuration = {
        '@type': 'type.googleapis.com/google.protobuf.Struct',
        value,
      };
      const failure = await start([filter]).catch((error) => error);
      match(
        failure.message,
        /no JSON from line \d+, column \d+ on: give it as .* google.protobuf.StringValue/,
      );
    },
  'a filter in a file is taken again when the file is replaced, and not if it is wrong': async ({
    start,
    folder,
  }) => {
    const file = join(folder, 'filter.json');
    const write = (list, version) => writeDiscovered(file, wasmFilter({ secrets: list }), version);
    write([secrets[0]], '1');
    const envoy = await start([discoveredFilter(file)]);
    const by = async (secret) =>
      (await send(envoy.urls.listener, signed(undefined, { by: [secret] }))).status;
    equal(await by(secrets[0]), 204);
    equal(await by(secrets[1]), 401);
    write([secrets[1]], '2');
    for (let waited = 0; (await by(secrets[1])) !== 204 && waited < 100; waited++) await sleep(20);
    equal(await by(secrets[1]), 204);
    equal(await by(secrets[0]), 401);
    write(['wrong'], '3');
    for (
      let waited = 0;
      !envoy.lines.some((line) => line.includes('not base64')) && waited < 100;
      waited++
    )
      await sleep(20);
    ok(envoy.lines.some((line) => line.includes('not base64')));
    equal(await by(secrets[1]), 204);
    equal(await by(secrets[0]), 401);
  },
  'a filter in a volume of Kubernetes is taken again when the volume is': async ({
    start,
    folder,
  }) => {
    // The files are links into a folder, which is itself a link, and that one alone is replaced.
    const volume = join(folder, 'volume');
    const write = (version, list) => {
      mkdirSync(join(volume, version), { recursive: true });
      writeDiscovered(join(volume, version, 'filter.json'), wasmFilter({ secrets: list }), version);
      symlinkSync(version, join(volume, '..data_tmp'));
      renameSync(join(volume, '..data_tmp'), join(volume, '..data'));
    };
    const file = join(volume, 'filter.json');
    write('1', [secrets[0]]);
    symlinkSync(join('..data', 'filter.json'), file);
    const envoy = await start([discoveredFilter(file)]);
    const by = async (secret) =>
      (await send(envoy.urls.listener, signed(undefined, { by: [secret] }))).status;
    equal(await by(secrets[0]), 204);
    equal(await by(secrets[1]), 401);
    write('2', [secrets[1]]);
    for (let waited = 0; (await by(secrets[1])) !== 204 && waited < 100; waited++) await sleep(20);
    equal(await by(secrets[1]), 204);
    equal(await by(secrets[0]), 401);
  },
  'a filter in a file that is wrong from the start lets nothing through': async ({
    start,
    folder,
    backend,
  }) => {
    const file = join(folder, 'wrong.json');
    writeDiscovered(file, wasmFilter({ secrets: ['wrong'] }));
    const envoy = await start([discoveredFilter(file)]).catch((error) => error);
    if (!(envoy instanceof Error)) {
      backend.reached.clear();
      const answer = await send(envoy.urls.listener ?? 'http://127.0.0.1:1', signed()).catch(
        () => ({ status: 0 }),
      );
      ok(answer.status === 0 || answer.status >= 500, `answered ${answer.status}`);
      equal(backend.reached.size, 0);
    } else match(envoy.message, /not base64/);
  },
  'without allow_on_headers_stop_iteration no body passes, and nothing hangs for ever': async ({
    start,
    backend,
  }) => {
    const envoy = await start(
      [wasmFilter({ secrets }, { allow_on_headers_stop_iteration: false })],
      {
        manager: { request_timeout: '0.5s', stream_idle_timeout: '1s' },
      },
    );
    backend.reached.clear();
    const { status } = await send(envoy.urls.listener, signed());
    ok([408, 504].includes(status), `answered ${status}`);
    equal(backend.reached.size, 0);
    const counted = await envoy.stats('^wasmcustom.hookproof.refused.ERR_BROKEN_OFF');
    equal(counted['wasmcustom.hookproof.refused.ERR_BROKEN_OFF'], 1);
  },
};

/** Calls `use` with `start(filters, settings)`; stops what it started. */
export async function withConfigurations(use) {
  await buildGateway();
  const folder = mkdtempSync(join(tmpdir(), 'hookproof-configuration-'));
  const backend = await startBackend();
  const started = [];
  const listening = (filters, settings) => listener({ backend: backend.url, filters, ...settings });
  const start = async (filters, settings, env) => {
    const listeners = [listening(filters, settings)];
    const envoy = await startEnvoy({ listeners, backends: [backend.url], env });
    started.push(envoy);
    return envoy;
  };
  try {
    return await use({ start, listening, folder, backend });
  } finally {
    for (const envoy of started) await envoy.stop();
    await backend.stop();
    rmSync(folder, { recursive: true });
  }
}
