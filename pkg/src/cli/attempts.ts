import { signWebhook } from 'hookproof/full';
import { readBody } from './body.js';
import { type Delivery, isDelivery, readDelivery } from './delivery.js';
import { UsageError } from './errors.js';
import { readText } from './files.js';
import { passedOn, without } from './hops.js';
import { isSendable, type Message, type Pair, valueOf } from './message.js';
import { isSchemeHeader } from '../request-text/signed-headers.js';
import type { Output } from './output.js';
import { readSecrets, type SecretValues } from './secrets.js';
import { signedUnder } from './sign.js';

/** What `send` was told about its messages. */
interface Given extends SecretValues {
  body?: string;
  event?: string;
  header?: string[];
  delivery?: string;
  resign?: boolean;
  id?: string;
  timestamp?: string;
}

/**
 * Makes the message of one attempt: signed anew each time, unless it is a delivery that goes out as
 * it came.
 */
export type MakeMessage = () => Message;

export async function attempts(
  given: Given,
  file: string | undefined,
  output: Output,
): Promise<MakeMessage> {
  if (given.delivery !== undefined) return await replayed(given, given.delivery, file, output);
  if (given.resign) throw new UsageError('--resign is for a saved delivery: give --delivery FILE');
  const headers = withDefault(extraHeaders(given.header), ['content-type', 'application/json']);
  return await signing(given, { headers, body: await payload(given, file, output) }, output);
}

async function payload(
  { body, event }: Given,
  file: string | undefined,
  output: Output,
): Promise<Uint8Array> {
  if (event === undefined) return await readBody(body, file, output);
  if (body !== undefined || file !== undefined)
    throw new UsageError('--event makes the body: leave out the file and --body');
  return new TextEncoder().encode(
    JSON.stringify({ type: event, timestamp: new Date().toISOString(), data: {} }),
  );
}

async function replayed(
  given: Given,
  delivery: string,
  file: string | undefined,
  output: Output,
): Promise<MakeMessage> {
  if ([given.body, given.event, file].some((each) => each !== undefined)) {
    throw new UsageError(
      '--delivery brings a body of its own: leave out the file, --body and --event',
    );
  }
  const saved = await readSaved(delivery);
  const headers = [...goingOn(saved.headers), ...extraHeaders(given.header)];
  if (!given.resign) {
    if (given.id !== undefined || given.timestamp !== undefined) {
      throw new UsageError('a new --id or --timestamp needs a new signature: add --resign');
    }
    return () => ({ headers, body: saved.body });
  }
  const { id = valueOf(saved.headers, 'id') } = given;
  const unsigned = headers.filter(([name]) => !isSchemeHeader(name));
  return await signing(
    { ...given, ...(id === undefined ? {} : { id }) },
    { headers: unsigned, body: saved.body },
    output,
  );
}

async function readSaved(file: string): Promise<Delivery> {
  const bytes = await readText(file);
  if (!isDelivery(bytes))
    throw new UsageError(`${file} is no delivery that \`hookproof listen --save\` wrote`);
  return readDelivery(bytes);
}

async function signing(
  { id, timestamp, ...given }: Given,
  { headers, body }: Message,
  output: Output,
): Promise<MakeMessage> {
  const { secrets, length } = await readSecrets(given, output);
  const under = { ...signedUnder(id, timestamp), ...length };
  const make = () => ({
    headers: [...headers, ...Object.entries(signWebhook(body, secrets, under))],
    body,
  });
  // A wrong secret or option is found before anything is sent.
  make();
  return make;
}

/** What a delivery's headers say beside its connection. An answer is shown, so not compressed. */
const goingOn = (headers: Pair[]): Pair[] => without(passedOn(headers), ['accept-encoding']);

function extraHeaders(lines: string[] = []): Pair[] {
  return lines.map((line) => {
    const [, name = '', value = ''] = /^([^:]+):[ \t]*(.*)$/s.exec(line) ?? [];
    if (!isSendable([name, value])) throw new UsageError('--header must be "name: value"');
    if (goingOn([[name, value]]).length === 0)
      throw new UsageError(`the header ${name} follows from the address and the body`);
    return [name, value];
  });
}

const withDefault = (headers: Pair[], preset: Pair): Pair[] =>
  headers.some(([name]) => name.toLowerCase() === preset[0]) ? headers : [preset, ...headers];
