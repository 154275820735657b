/** Next's own headers, which are read-only. */
import { headers } from 'next/headers';
import type { NextRequest } from 'next/server';
import { unwrapWebhook, verifyWebhook, Webhook } from 'hookproof';

declare const secret: string;

export async function POST(request: NextRequest): Promise<Response> {
  const body = await request.text();
  const readonlyHeaders = await headers();
  const event: unknown = new Webhook(secret).verify(body, readonlyHeaders);
  unwrapWebhook(body, request.headers, secret);
  return Response.json({ event, verdict: verifyWebhook(body, readonlyHeaders, secret) });
}

/** Never called. */
export function notAwaited(): void {
  // @ts-expect-error await them
  verifyWebhook('', headers(), secret);
}
