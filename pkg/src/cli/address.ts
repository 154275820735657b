import { UsageError } from './errors.js';
import type { Pair } from './message.js';

/** Where to send, and the header that stands for a name and a password in the URL. */
export interface Address {
  url: URL;
  headers: Pair[];
}

export function readAddress(text: string | undefined): Address {
  if (text === undefined)
    throw new UsageError(
      'there is no address: give the URL of the receiver, such as http://localhost:3000/webhook',
    );
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`${text} is no URL of a receiver: it must begin with http:// or https://`);
  }
  const { username, password } = url;
  if (username === '' && password === '') return { url, headers: [] };
  [url.username, url.password] = ['', ''];
  return {
    url,
    headers: [
      [
        'authorization',
        `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64')}`,
      ],
    ],
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError(
      'the name or the password in the URL is not well encoded: write a percent sign as %25',
    );
  }
}
