/**
 * A webhook in the fragment of a link, which a browser sends to no server. There is no place in it
 * for a secret.
 */
import type { Clock } from './clock.js';
import { isSchemeHeader } from '../../pkg/src/request-text/signed-headers.js';
import type { Pair } from '../../pkg/src/request-text/pair.js';
import { fromUtf8, utf8 } from './text.js';

export interface SharedWebhook {
  body: Uint8Array;
  headers: Pair[];
  clock: Clock;
  tolerance: number;
}

/** Messengers and browsers cut off what is much longer. */
const LONGEST = 32 * 1024;
const KEY = 'webhook';

/**
 * The fragment, or why there can be none. Of the headers only those that are signed go along: the
 * others may hold cookies and tokens. A body or a header in which a secret stands is not shared.
 */
export function toFragment(
  webhook: SharedWebhook,
  secrets: readonly string[],
): { fragment: string } | { problem: string } {
  const headers = webhook.headers.filter(([name]) => isSchemeHeader(name));
  const texts = [fromUtf8(webhook.body), ...headers.map(([, value]) => value)];
  if (texts.some((text) => holdsSecret(text, secrets)))
    return { problem: 'a secret stands in the body or in a header, so there is no link' };
  const { clock, tolerance } = webhook;
  const parameters = new URLSearchParams({
    [KEY]: '1',
    body: toBase64Url(webhook.body),
    headers: toBase64Url(utf8(JSON.stringify(headers))),
    clock: clock.kind === 'after' ? String(clock.seconds) : 'computer',
    tolerance: String(tolerance),
  });
  const fragment = `#${parameters}`;
  return fragment.length > LONGEST ? { problem: 'the body is too long for a link' } : { fragment };
}

function holdsSecret(text: string, secrets: readonly string[]): boolean {
  const keys = secrets
    .map((secret) => secret.trim().replace(/^(v1,)?whsec_/, ''))
    .filter((key) => key.length >= 8);
  return keys.some((key) => text.includes(key)) || /wh(sec|sk)_[\w+/-]{24}/.test(text);
}

/** What a fragment holds; undefined if it is of another kind, or was cut off or tampered with. */
export function fromFragment(fragment: string): SharedWebhook | undefined {
  if (fragment.length > LONGEST) return undefined;
  const parameters = new URLSearchParams(fragment.replace(/^#/, ''));
  const at = parameters.get('clock') ?? '';
  const tolerance = Number(parameters.get('tolerance') || Number.NaN);
  const body = fromBase64Url(parameters.get('body'));
  const headers = pairsOf(fromBase64Url(parameters.get('headers')));
  if (
    parameters.get(KEY) !== '1' ||
    body === undefined ||
    headers === undefined ||
    !(tolerance >= 0)
  )
    return undefined;
  if (at === 'computer') return { body, headers, clock: { kind: 'computer' }, tolerance };
  return /^-?\d{1,6}$/.test(at)
    ? { body, headers, clock: { kind: 'after', seconds: Number(at) }, tolerance }
    : undefined;
}

export const isShared = (fragment: string): boolean => fragment.startsWith(`#${KEY}=`);

function pairsOf(bytes: Uint8Array | undefined): Pair[] | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return Array.isArray(value) && value.every(isPair) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isPair = (value: unknown): value is Pair =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((part) => typeof part === 'string' && !/[\r\n]/.test(part)) &&
  isSchemeHeader(value[0] as string);

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string | null): Uint8Array | undefined {
  try {
    return Uint8Array.from(
      atob((text ?? '!').replaceAll('-', '+').replaceAll('_', '/')),
      (character) => character.charCodeAt(0),
    );
  } catch {
    return undefined;
  }
}
