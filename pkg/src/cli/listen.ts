import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { whole } from './arguments.js';
import { command } from './command.js';
import { makeFolder } from './delivery.js';
import { systemError, UsageError } from './errors.js';
import { bold } from './output.js';
import { receiver } from './receiver.js';
import { aboutSecrets, readVerificationSecrets, secretOptions } from './secrets.js';
import { timing, toleranceOption } from './timing.js';

export const listen = command({
  name: 'listen',
  summary: 'receive webhooks here, and print each with its verdict',
  usage: ['listen [--port N] [--path PATH] [--save FOLDER]'],
  about: [
    'Receives webhooks until Ctrl+C. Prints each delivery with its verdict, and for a refused one each check and the likely causes. ' +
      'Answers 204 or 401; 413 to a body that is too large, 404 to another path, 405 to another method than POST.',
    'With --save, writes each delivery that arrived whole to a file of its own, whatever its verdict: `hookproof send --delivery FILE` ' +
      'sends it again, `hookproof verify FILE` looks at it again. Such a file has all headers and the body, so keep it to yourself.',
    'It listens on this machine alone. For webhooks from outside, let a tunnel forward to it.',
    aboutSecrets,
  ],
  options: {
    port: { type: 'string', value: 'N', about: 'the port; 0 for any that is free (4242)' },
    host: { type: 'string', value: 'HOST', about: 'the address to listen on (127.0.0.1)' },
    path: { type: 'string', value: 'PATH', about: 'take webhooks at this path only' },
    save: { type: 'string', value: 'FOLDER', about: 'save each delivery in this folder' },
    status: { type: 'string', value: 'STATUS', about: 'answer so, whatever the verdict: to see what a sender does' },
    'max-body': { type: 'string', value: 'BYTES', about: 'the largest body (1048576)' },
    ...toleranceOption,
    ...secretOptions,
  },
  examples: ['hookproof listen --port 4242 --save deliveries', 'hookproof listen --json | jq .code'],
  async run({ port, host = '127.0.0.1', path, save, status, 'max-body': maxBody, tolerance, ...values }, files, output) {
    if (files.length > 0) throw new UsageError('listen reads no file: to look at one, use `hookproof verify`');
    if (path !== undefined && !path.startsWith('/')) throw new UsageError('--path must begin with a slash: --path /webhook');
    const settings = {
      path,
      folder: save,
      status: status === undefined ? undefined : whole('status', status, [200, 599]),
      maxBodyBytes: maxBody === undefined ? 1024 * 1024 : whole('max-body', maxBody, [0, 1024 ** 3]),
      options: timing(undefined, tolerance),
    };
    const wanted = port === undefined ? 4242 : whole('port', port, [0, 65535]);
    const secrets = await readVerificationSecrets(values, output);
    if (save !== undefined) makeFolder(save);

    const { handle, count } = receiver({ ...settings, secrets }, output);
    const server = createServer((request, response) => void handle(request, response));
    await start(server, wanted, host);
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}${path ?? '/'}`;
    output.either({ type: 'listening', url }, ['listening on ', bold(url)]);
    await interrupted();
    await stop(server);
    output.either({ type: 'stopped', ...count }, [], [`${count.deliveries} received, ${count.refused} of them refused`]);
    return 0;
  },
});

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
async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), 1000);
  await closed;
  clearTimeout(timer);
}
