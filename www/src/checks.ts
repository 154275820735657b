/** What explainWebhook says of what is on the page, and of what is not there yet. */
import { explainWebhook, type WebhookCheck, type WebhookHint } from 'hookproof/full';
import type { Pair } from '../../pkg/src/request-text/pair.js';

/**
 * A field counts as given when something is in it, or when someone has left it empty on purpose.
 */
export interface Given {
  body: Uint8Array | undefined;
  headers: readonly Pair[] | undefined;
  secrets: readonly string[] | undefined;
  now: number;
  toleranceSeconds: number;
}

export type CheckState = 'pass' | 'fail' | 'skipped' | 'waiting';

export interface Judgement {
  state: 'ok' | 'refused' | 'waiting';
  /** The fields that are not given yet. */
  missing: Field[];
  code?: string;
  checks: { name: WebhookCheck['name']; state: CheckState; detail: string }[];
  hints: WebhookHint[];
}

export type Field = 'body' | 'headers' | 'secrets';

const NEEDS: Record<WebhookCheck['name'], Field[]> = {
  secret: ['secrets'],
  payload: ['body'],
  headers: ['headers'],
  timestamp: ['headers'],
  signature: ['body', 'headers', 'secrets'],
};

export function judge({ body, headers, secrets, now, toleranceSeconds }: Given): Judgement {
  const missing = Object.entries({ headers, body, secrets }).flatMap(([field, value]) =>
    value === undefined ? [field as Field] : [],
  );
  const secret = secrets?.length === 1 ? secrets[0] : secrets;
  const found = explainWebhook(body ?? new Uint8Array(), headers ?? [], secret ?? '', {
    now,
    toleranceSeconds,
  });
  const checks = found.checks.map(({ name, ok, detail }) => {
    if (NEEDS[name].some((field) => missing.includes(field)))
      return { name, state: 'waiting' as const, detail: '' };
    return {
      name,
      state: ok
        ? ('pass' as const)
        : detail.startsWith('not checked')
          ? ('skipped' as const)
          : ('fail' as const),
      detail,
    };
  });
  // Where WebAssembly is missing no field can help.
  if (missing.length > 0 && found.code !== 'ERR_WASM_UNAVAILABLE')
    return { state: 'waiting', missing, checks, hints: [] };
  const { ok, code, hints } = found;
  return {
    state: ok ? 'ok' : 'refused',
    missing: [],
    ...(code !== undefined && { code }),
    checks,
    hints,
  };
}
