/**
 * Everything about webhooks that svix 1 and 2 declare, as their users write it. Compiled as it is,
 * and with the module's name changed.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import * as library from 'svix';
import {
  Webhook,
  type WebhookOptions,
  type WebhookRequiredHeaders,
  type WebhookUnbrandedRequiredHeaders,
  WebhookVerificationError,
} from 'svix';

export { Webhook as Again, WebhookVerificationError as ErrorAgain } from 'svix';
export type { WebhookOptions as OptionsAgain, WebhookRequiredHeaders as HeadersAgain } from 'svix';

interface UserEvent {
  type: 'user.created' | 'user.deleted';
  data: { id: string };
}

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const text: string = '{"type":"user.created","data":{"id":"1"}}';
const bytes: Buffer = Buffer.from(text);
const options: WebhookOptions = { format: 'raw' };

const webhook: Webhook = new Webhook(secret);
const others: Webhook[] = [
  new Webhook(secret, options),
  new Webhook(new Uint8Array(32), { format: 'raw' }),
  new library.Webhook(secret, {}),
];
const make: new (secret: string | Uint8Array, options?: WebhookOptions) => Webhook = Webhook;

const branded: WebhookRequiredHeaders = {
  'svix-id': 'msg_1',
  'svix-timestamp': '1614265330',
  'svix-signature': webhook.sign('msg_1', new Date(), text),
};
const unbranded: WebhookUnbrandedRequiredHeaders = {
  'webhook-id': branded['svix-id'],
  'webhook-timestamp': branded['svix-timestamp'],
  'webhook-signature': branded['svix-signature'],
};
const record: Record<string, string> = { ...branded };
const any: WebhookRequiredHeaders | WebhookUnbrandedRequiredHeaders | Record<string, string> =
  record;

webhook.verify(text, branded);
webhook.verify(bytes, unbranded);
webhook.verify(bytes, record);
webhook.verify(text, any);
export const event: unknown = webhook.verify(text, { ...branded });
export const signature: string = webhook.sign('msg_1', new Date(1614265330 * 1000), bytes);

/** Express, and Next's pages. */
export function handler(req: IncomingMessage & { body: Buffer }): UserEvent['type'] {
  const headers = req.headers as IncomingHttpHeaders & WebhookRequiredHeaders;
  const own = {
    'svix-id': req.headers['svix-id'] as string,
    'svix-timestamp': req.headers['svix-timestamp'] as string,
    'svix-signature': req.headers['svix-signature'] as string,
  };
  webhook.verify(req.body, headers);
  webhook.verify(req.body, own);
  webhook.verify(req.body.toString('utf8'), req.headers as Record<string, string>);
  webhook.verify(req.body, req.headers as unknown as WebhookRequiredHeaders);
  webhook.verify(req.body, req.headers as any);
  const verified = webhook.verify(req.body, headers) as unknown as UserEvent;
  return verified.type;
}

/** Fetch: Next's route handlers, SvelteKit, Remix. */
export async function post(request: Request): Promise<Response> {
  const payload = await request.text();
  try {
    webhook.verify(payload, Object.fromEntries(request.headers.entries()));
    webhook.verify(payload, {
      'svix-id': request.headers.get('svix-id') ?? '',
      'svix-timestamp': `${request.headers.get('svix-timestamp')}`,
      'svix-signature': request.headers.get('svix-signature') as string,
    });
    const headers: Record<string, string> = {};
    request.headers.forEach((value, key) => {
      headers[key] = value;
    });
    webhook.verify(payload, headers);
  } catch (error) {
    if (error instanceof WebhookVerificationError)
      return new Response(error.message, { status: 400 });
    return new Response((error as Error).message, { status: 500 });
  }
  return Response.json({ ok: true });
}

export const args = (...given: Parameters<Webhook['verify']>): ReturnType<Webhook['verify']> =>
  webhook.verify(...given);
export const key = (...given: ConstructorParameters<typeof Webhook>): Webhook =>
  new Webhook(...given);
export const again = (...given: Parameters<Webhook['sign']>): ReturnType<Webhook['sign']> =>
  webhook.sign(...given);

/** What stands in for it in a test. */
export const mock = {
  Webhook: class {
    verify = (): never => {
      throw new WebhookVerificationError('Invalid signature');
    };
  } as unknown as typeof Webhook,
};
Webhook.prototype.sign = () => 'v1,';
export class Counting extends Webhook {
  count = 0;

  override sign(msgId: string, timestamp: Date, payload: string | Buffer): string {
    this.count++;
    return super.sign(msgId, timestamp, payload);
  }
}
export const errors: Error[] = [
  new WebhookVerificationError('why'),
  new library.WebhookVerificationError('why'),
];
export const rest = [others, make];
