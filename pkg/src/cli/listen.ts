import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { maxBodyBytes as defaultMaxBodyBytes } from '../core/defaults.js';
import { readAddress } from './address.js';
import { span, whole } from './arguments.js';
import { command } from './command.js';
import { makeFolder } from './delivery.js';
import { systemError, UsageError } from './errors.js';
import { Forwarder } from './forward.js';
import { bold } from './output.js';
import { receiver } from './receiver.js';
import { aboutSecrets, readVerificationSecrets, secretOptions } from './secrets.js';
import { timing, toleranceOption } from './timing.js';

export const listen = command({
  name: 'listen',
  summary: 'receive webhooks here, and print each with its verdict',
  usage: [
    'listen [--port N] [--path PATH] [--save FOLDER]',
    'listen --forward URL [--forward-all]',
  ],
  about: [
    'Receives webhooks until Ctrl+C. Prints each delivery with its verdict, and for a refused one each check and the likely causes. ' +
      'Answers 204 or 401; 413 to a body that is too large, 404 to another path, 405 to another method than POST.',
    'With --save, writes each delivery that arrived whole to a file of its own, whatever its verdict: `hookproof send --delivery FILE` ' +
      'sends it again, `hookproof verify FILE` looks at it again. Such a file has all headers and the body, so keep it to yourself.',
    'With --forward, hands each authentic delivery on to an application, with its own headers and bytes, prints the answer, and gives it ' +
      'back to the sender. A refused one is not forwarded, unless --forward-all says so. 502 stands for an application that is down, ' +
      '504 for one that does not answer in time. A URL without a path gets the path of the delivery.',
    'It listens on this machine alone. For webhooks from outside, let a tunnel forward to it.',
    aboutSecrets,
  ],
  options: {
    port: { type: 'string', value: 'N', about: 'the port; 0 for any that is free (4242)' },
    host: { type: 'string', value: 'HOST', about: 'the address to listen on (127.0.0.1)' },
    path: { type: 'string', value: 'PATH', about: 'take webhooks at this path only' },
    save: { type: 'string', value: 'FOLDER', about: 'save each delivery in this folder' },
    forward: {
      type: 'string',
      value: 'URL',
      about: 'hand each authentic delivery on to this address',
    },
    'forward-all': { type: 'boolean', about: 'hand refused ones on as well' },
    timeout: {
      type: 'string',
      value: 'SECONDS',
      about: 'how long to wait for the whole answer to a forwarded one (30)',
    },
    status: {
      type: 'string',
      value: 'STATUS',
      about: 'answer every delivery with this status, to see what the sender does',
    },
    'max-body': {
      type: 'string',
      value: 'BYTES',
      about: `the largest body (${defaultMaxBodyBytes})`,
    },
    ...toleranceOption,
    ...secretOptions,
  },
  examples: [
    'hookproof listen --port 4242 --save deliveries',
    'hookproof listen --port 4242 --forward http://localhost:3000/webhook',
    'hookproof listen --json | jq .code',
  ],
  async run(
    { port, host = '127.0.0.1', path, save, status, 'max-body': maxBody, tolerance, ...values },
    files,
    output,
  ) {
    if (files.length > 0)
      throw new UsageError('listen reads no file: to look at one, use `hookproof verify`');
    if (path !== undefined && !path.startsWith('/'))
      throw new UsageError('--path must begin with a slash: --path /webhook');
    const settings = {
      path,
      folder: save,
      status: status === undefined ? undefined : whole('status', status, [200, 599]),
      maxBodyBytes:
        maxBody === undefined ? defaultMaxBodyBytes : whole('max-body', maxBody, [0, 1024 ** 3]),
    };
    const forwarder = readForwarder(values, status);
    const wanted = port === undefined ? 4242 : whole('port', port, [0, 65535]);
    const judgedAt = timing(undefined, tolerance);
    const { secrets, length } = await readVerificationSecrets(values, output);
    if (save !== undefined) makeFolder(save);

    const options = { ...judgedAt, ...length };
    const forwardsAll = values['forward-all'] === true;
    const { handle, count } = receiver(
      { ...settings, secrets, options, forwarder, forwardsAll },
      output,
    );
    const server = createServer((request, response) => void handle(request, response));
    await start(server, wanted, host);
    const { port: taken } = server.address() as AddressInfo;
    if (forwarder?.leadsTo(host, taken)) {
      server.close();
      throw new UsageError(
        '--forward leads back to where this listens: give the address of the application, or another --port',
      );
    }
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${taken}${path ?? '/'}`;
    const forward = forwarder === undefined ? [] : [['forwarding to ', bold(forwarder.url)]];
    output.either(
      { type: 'listening', url, forward: forwarder?.url },
      ['listening on ', bold(url)],
      ...forward,
    );
    await interrupted();
    await stop(server, forwarder);
    output.either(
      { type: 'stopped', ...count },
      [],
      [`${count.deliveries} received, ${count.refused} of them refused`],
    );
    return 0;
  },
});

interface ForwardValues {
  forward?: string;
  'forward-all'?: boolean;
  timeout?: string;
}

function readForwarder(
  { forward, timeout, ...values }: ForwardValues,
  status: string | undefined,
): Forwarder | undefined {
  const timeoutSeconds = timeout === undefined ? 30 : span('timeout', timeout);
  if (forward !== undefined && status !== undefined) {
    throw new UsageError('--forward gives back the answer of the application: leave out --status');
  }
  if (forward !== undefined) return new Forwarder({ ...readAddress(forward), timeoutSeconds });
  if (values['forward-all'] || timeout !== undefined)
    throw new UsageError('there is no address to forward to: give --forward URL');
  return undefined;
}

async function start(server: Server, port: number, host: string): Promise<void> {
  const failed = once(server, 'error').then(([error]) => Promise.reject(error));
  try {
    server.listen(port, host);
    await Promise.race([once(server, 'listening'), failed]);
  } catch (error) {
    const advice: Record<string, string> = {
      EADDRINUSE: 'something else listens there: choose another --port, or 0 for any that is free',
      EACCES: 'that port is not allowed: choose one above 1023',
      EADDRNOTAVAIL: 'this machine has no such address: choose another --host',
      ENOTFOUND: 'there is no such host: choose another --host',
    };
    const { code, message } = systemError(error) ?? { code: '', message: String(error) };
    throw new UsageError(`cannot listen on ${host}:${port}: ${advice[code] ?? message}`);
  }
  failed.catch(() => {});
}

async function interrupted(): Promise<void> {
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

/** What is being answered has a second to end. */
async function stop(server: Server, forwarder: Forwarder | undefined): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), 1000);
  await closed;
  clearTimeout(timer);
  forwarder?.stop();
}
