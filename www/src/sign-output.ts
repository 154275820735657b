/** A signed webhook as something to run: for a shell, and for a test. */

export interface Signed {
  url: string;
  body: Uint8Array;
  /** Where the body came from, if it is a file. */
  fileName?: string | undefined;
  headers: Record<string, string>;
}

/** Sends exactly these bytes, signed just now. */
export function curl({ url, body, fileName, headers }: Signed): string {
  const text = asText(body);
  // --data-raw takes an @ for itself, and --data-binary a file without touching its line ends.
  const data =
    text === undefined
      ? `--data-binary ${shell(`@${fileName ?? 'body.bin'}`)}`
      : `--data-raw ${shell(text)}`;
  const all = Object.entries({ 'content-type': 'application/json', ...headers });
  return [
    'curl',
    '-i',
    shell(url),
    ...all.map(([name, value]) => `\\\n  -H ${shell(`${name}: ${value}`)}`),
    `\\\n  ${data}`,
  ].join(' ');
}

/**
 * The same by hookproof's own command, which signs when it is run. The secret stays in its file.
 */
export function cli({ url, body, fileName }: Signed): string {
  const text = asText(body);
  // With =, for a text may begin with a dash.
  const data = text === undefined ? shell(fileName ?? 'body.bin') : `--body=${shell(text)}`;
  return `npx hookproof send ${shell(url)} \\\n  --secret-file webhook-secret.txt \\\n  ${data}`;
}

/** A test of a receiver; the secret comes from where the receiver has it. */
export function testCode({ url, body, fileName }: Signed): string {
  const text = asText(body);
  const isFile = text === undefined;
  return `${isFile ? "import { readFileSync } from 'node:fs';\n" : ''}import { signedHeaders, signedRequest } from 'hookproof/testing';

const url = ${script(url)};
const secret = process.env.WEBHOOK_SECRET;
const body = ${isFile ? `readFileSync(${script(fileName ?? 'body.bin')})` : script(text)};

// A server that listens: Express, Fastify, …
const headers = { 'content-type': 'application/json', ...signedHeaders(body, secret) };
const response = await fetch(url, { method: 'POST', headers, body });

// A fetch handler: Hono, Next, Workers, Deno, Bun
const answer = await handler(signedRequest(url, body, secret));
`;
}

/** Undefined for what a shell's argument cannot hold, or would change. */
function asText(body: Uint8Array): string | undefined {
  if (body.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** One word for a POSIX shell. */
export const shell = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A string of JavaScript. */
function script(text: string): string {
  const json = JSON.stringify(text);
  return json.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}
