import { explainWebhook } from 'hookproof/full';
import { onlyFile } from './arguments.js';
import { bodyNote } from './body-note.js';
import { bodyOptions, readBody } from './body.js';
import { command } from './command.js';
import { isDelivery, readDelivery } from './delivery.js';
import { UsageError } from './errors.js';
import { readBytes, readText } from './files.js';
import { type Message, readHeaders, readRequest, valueOf } from './message.js';
import { green, type Output, red } from './output.js';
import { noteLine, print, reportLines } from './report.js';
import { aboutSecrets, readVerificationSecrets, secretOptions } from './secrets.js';
import { asUtf8, isUtf16 } from './text.js';
import { timing, toleranceOption } from './timing.js';

export const verify = command({
  name: 'verify',
  summary: 'verify a webhook that was received, and explain a refusal',
  usage: ['verify REQUEST', 'verify --headers FILE BODY'],
  about: [
    'Reads a whole request: its headers, an empty line and the body, as `curl -i` or a proxy shows it, with or without its first line; ' +
      'or a cURL command; or a delivery that `hookproof listen --save` wrote. Every byte after the empty line counts, also a newline at the end. Or reads ' +
      'headers and body from two files. One of them may be standard input (-).',
    'Prints each check, and for a refusal the likely causes. Ends with 0 for an authentic, fresh webhook, and with 1 for any other.',
    aboutSecrets,
  ],
  options: {
    headers: {
      type: 'string',
      value: 'FILE',
      about: 'the headers: lines, JSON, or as a program prints them',
    },
    ...bodyOptions,
    now: {
      type: 'string',
      value: 'TIME',
      about: 'the time to compare with: seconds since 1970, or a date (now)',
    },
    ...toleranceOption,
    ...secretOptions,
  },
  examples: [
    'hookproof verify request.txt --secret-file webhook.secret',
    'hookproof verify --headers headers.json body.json --now 1614265330',
  ],
  async run({ headers, body, now, tolerance, ...values }, files, output) {
    const file = onlyFile(files);
    const judgedAt = timing(now, tolerance);
    const { secrets, length } = await readVerificationSecrets(values, output);
    const options = { ...judgedAt, ...length };
    const message = await read(headers, body, file, output);
    const found = explainWebhook(message.body, message.headers, secrets, options);
    const note = found.ok ? bodyNote(message, secrets, options) : undefined;
    if (output.json) {
      output.object({ ...found, note });
      return found.ok ? 0 : 1;
    }
    print(output, reportLines(found));
    output.line();
    output.line(found.ok ? green('authentic') : red(`refused: ${found.code}`));
    if (note !== undefined) output.line(...noteLine(note));
    const sent = valueOf(message.headers, 'timestamp') ?? '';
    // Digits alone: this is what people paste into a shell, and it is what the sender wrote.
    if (found.code === 'ERR_TIMESTAMP_TOO_OLD' && now === undefined && /^\d{1,12}$/.test(sent)) {
      output.line(`To judge it as of when it was sent: --now ${sent}`);
    }
    return found.ok ? 0 : 1;
  },
});

async function read(
  headers: string | undefined,
  body: string | undefined,
  file: string | undefined,
  output: Output,
): Promise<Message> {
  if (headers !== undefined) {
    return {
      headers: readHeaders(await readText(headers)),
      body: await readBody(body, file, output),
    };
  }
  if (body !== undefined)
    throw new UsageError('a body alone cannot be verified: give --headers FILE as well');
  if (file === undefined)
    throw new UsageError(
      'there is no request: give a file, - for standard input, or --headers FILE and a body',
    );
  const bytes = await readBytes(file);
  if (isUtf16(bytes))
    output.warn(
      'the request is UTF-16, as Windows PowerShell writes text: its body is judged as if it were UTF-8',
    );
  const text = asUtf8(bytes);
  return isDelivery(text) ? readDelivery(text) : readRequest(text);
}
