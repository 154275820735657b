import { WebhookConfigError } from 'hookproof';
import { MAX_TIMEOUT_MS } from '../core/timeout.js';
import { PulseError, type PulseErrorBody, type PulseErrorCode } from './errors.js';

/** Whom to ask, and in whose name. */
export interface WebhookLinkOptions {
  /** The key of Pulse's API. It is sent in the `x-api-key` header, and appears in no error. */
  apiKey: string;
  /** Default: `https://api.runpulse.com`. Only a loopback address may be without TLS. */
  baseUrl?: string | URL;
  /** Default: the runtime's `fetch`. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How long the whole answer may take, in milliseconds. Default: 10000. */
  timeoutMs?: number;
}

/** More than any answer of this API has; in characters. */
const MAX_ANSWER = 65_536;

/**
 * Asks Pulse for a temporary link to the portal where webhook endpoints are managed and their
 * secrets are shown: `POST /webhook`. Whoever has the link has that access, so treat it as a
 * secret.
 *
 * @param options The API key; also where the API is, how to reach it and how long to wait.
 * @returns The link.
 * @throws {PulseError} Pulse did not give a link; `code` says why, `error` is what Pulse said.
 * @throws {WebhookConfigError} `ERR_OPTION`: a wrong option.
 *
 * @example
 * const { link } = await createWebhookLink({ apiKey: process.env.PULSE_API_KEY });
 *
 * @see https://docs.runpulse.com
 */
export async function createWebhookLink(options: WebhookLinkOptions): Promise<{
  /** The portal's address. */
  link: string;
}> {
  const {
    apiKey,
    baseUrl = 'https://api.runpulse.com',
    fetch = globalThis.fetch,
    timeoutMs = 10_000,
  } = options ?? {};
  const url = endpoint(baseUrl);
  // A key that no header can carry would be quoted by the error of the one who tries.
  if (typeof apiKey !== 'string' || !/^[!-~]+$/.test(apiKey))
    throw wrong('apiKey must be visible ASCII characters and nothing else');
  if (typeof fetch !== 'function') throw wrong('fetch must be a function');
  if (!Number.isFinite(timeoutMs) || timeoutMs <= 0 || timeoutMs > MAX_TIMEOUT_MS) {
    throw wrong(`timeoutMs must be a number above 0, and ${MAX_TIMEOUT_MS} at most`);
  }

  const { status, text } = await withTimeout(timeoutMs, async (signal) => {
    // A redirect is not followed: fetch would take the key along, to wherever it leads.
    const init: RequestInit = {
      method: 'POST',
      headers: { accept: 'application/json', 'x-api-key': apiKey },
      redirect: 'manual',
      signal,
    };
    const response = await fetch(url, init);
    return { status: response.status, text: await bodyTextOf(response) };
  });
  const body = jsonOf(text);
  if (status !== 200) throw refusal(status, body, apiKey);
  if (!isObject(body) || typeof body.link !== 'string' || !isWebAddress(body.link)) {
    throw new PulseError('ERR_PULSE_RESPONSE', 'Pulse answered 200, but without a link', {
      status,
    });
  }
  return { link: body.link };
}

function endpoint(baseUrl: string | URL): string {
  const base = parsed(String(baseUrl));
  const isLoopback =
    base !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(base.hostname);
  if (
    base === undefined ||
    !(base.protocol === 'https:' || (base.protocol === 'http:' && isLoopback)) ||
    base.username ||
    base.password
  ) {
    throw wrong('baseUrl must be an https address without credentials: the API key is sent there');
  }
  return `${base.origin}${base.pathname.replace(/\/$/, '')}/webhook`;
}

function parsed(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

const isWebAddress = (text: string): boolean => /^https?:$/.test(parsed(text)?.protocol ?? '');

const wrong = (message: string) => new WebhookConfigError(message, { code: 'ERR_OPTION' });

/**
 * Runs a function until the time is over. What went wrong inside is dropped, not kept as a cause:
 * an error of `fetch` may quote the request, and with it the key.
 */
async function withTimeout<T>(
  milliseconds: number,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Not left to the signal alone: a fetch of the caller's may ignore it.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new PulseError('ERR_PULSE_TIMEOUT', `Pulse did not answer within ${milliseconds} ms`));
      controller.abort();
    }, milliseconds);
  });
  const answer = ask(controller.signal).catch((error) => {
    throw error instanceof PulseError
      ? error
      : new PulseError('ERR_PULSE_NETWORK', 'Pulse could not be reached, or its answer broke off');
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Returns the body, unless it is far longer than any that Pulse sends. */
async function bodyTextOf(response: Response): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > MAX_ANSWER) {
      // Not waited for: of an answer that was cloned it ends only when the other one does, too.
      reader.cancel().catch(() => {});
      throw new PulseError(
        'ERR_PULSE_RESPONSE',
        `Pulse's answer is longer than ${MAX_ANSWER} characters`,
        { status: response.status },
      );
    }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const codes: Record<number, PulseErrorCode> = {
  401: 'ERR_PULSE_UNAUTHORIZED',
  500: 'ERR_PULSE_SERVER',
};

function refusal(status: number, body: unknown, apiKey: string): PulseError {
  const code = codes[status] ?? 'ERR_PULSE_STATUS';
  const error =
    isObject(body) && isObject(body.error) ? errorBody(withoutKey(apiKey, body.error)) : undefined;
  return new PulseError(code, `Pulse answered ${status}`, { status, error });
}

/** Only what Pulse documents, and only if it is what Pulse says it is. */
function errorBody({ code, message, details }: Record<string, unknown>): PulseErrorBody {
  return {
    ...(typeof code === 'string' && { code }),
    ...(typeof message === 'string' && { message }),
    ...(isObject(details) && { details }),
  };
}

/** Deeper than any details go that a person would read. */
const MAX_DEPTH = 16;

/**
 * Returns a copy in which no text, name or number repeats the key: services do quote the key that
 * they refuse. Also not as it is written in a URL or in base64.
 */
function withoutKey(apiKey: string, value: Record<string, unknown>): Record<string, unknown> {
  const [base64, escaped] = [btoa(apiKey), encodeURIComponent(apiKey)];
  const bases = [base64, base64.replaceAll('+', '-').replaceAll('/', '_')].flatMap((base) => [
    base,
    base.replace(/=+$/, ''),
  ]);
  // Escapes are of either case.
  const escapes = [escaped, escaped.replace(/%../g, (hex) => hex.toLowerCase())];
  // The longest first: one may be part of another.
  const forms = [...escapes, ...bases, apiKey].sort((one, other) => other.length - one.length);
  const clean = (inner: unknown, depth: number): unknown => {
    if (depth > MAX_DEPTH) return '[too deep]';
    if (Array.isArray(inner)) return inner.map((item) => clean(item, depth + 1));
    if (isObject(inner))
      return Object.fromEntries(
        Object.entries(inner).map(([name, field]) => [clean(name, 0), clean(field, depth + 1)]),
      );
    const text = String(inner);
    return forms.some((form) => text.includes(form))
      ? forms.reduce((rest, form) => rest.replaceAll(form, '[the API key]'), text)
      : inner;
  };
  return clean(value, 0) as Record<string, unknown>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
