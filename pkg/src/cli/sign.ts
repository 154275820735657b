import { signWebhook, type SignOptions } from 'hookproof/full';
import { onlyFile, time } from './arguments.js';
import { bodyOptions, readBody } from './body.js';
import { command, type Options } from './command.js';
import { UsageError } from './errors.js';
import { masked } from './masking.js';
import { aboutSecrets, readSecrets, secretOptions } from './secrets.js';

export const signOptions = {
  id: { type: 'string', value: 'ID', about: 'the id of the webhook (a random one)' },
  timestamp: {
    type: 'string',
    value: 'TIME',
    about: 'when it is sent: seconds since 1970, or a date (now)',
  },
} as const satisfies Options;

export const sign = command({
  name: 'sign',
  summary: 'sign a body, and print the three headers',
  usage: ['sign FILE', 'sign -', 'sign --body TEXT'],
  about: [
    'Signs the bytes of a file, of standard input (-) or of --body, and prints the headers to send with them.',
    aboutSecrets,
  ],
  options: {
    ...bodyOptions,
    ...signOptions,
    ...secretOptions,
    curl: { type: 'boolean', about: 'print the headers as options of curl, quoted for a shell' },
  },
  examples: [
    'hookproof sign event.json | curl -H @- --data-binary @event.json http://localhost:3000/webhook',
    'hookproof sign event.json --id msg_1 --timestamp 2026-01-31T12:00:00Z --json',
  ],
  async run({ body, id, timestamp, curl, ...values }, files, output) {
    if (curl && output.json) throw new UsageError('--curl and --json exclude each other');
    const payload = await readBody(body, onlyFile(files), output);
    const { secrets, length } = await readSecrets(values, output);
    const headers = signWebhook(payload, secrets, { ...signedUnder(id, timestamp), ...length });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    if (curl) output.line(lines.map((line) => `-H ${quoted(line)}`).join(' '));
    else output.either(headers, ...lines.map((line) => [line]));
    return 0;
  },
});

export function signedUnder(id: string | undefined, timestamp: string | undefined): SignOptions {
  // It would be sent, and not be printed as it was sent.
  if (id !== undefined && masked(id) !== id)
    throw new UsageError('--id is given a secret: an id is sent and logged');
  return {
    ...(id === undefined ? {} : { id }),
    ...(timestamp === undefined ? {} : { timestamp: time('timestamp', timestamp) }),
  };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
