/** What svix 1 declares otherwise than svix 2: the event is what verify gives. */
import { Webhook, type WebhookRequiredHeaders, type WebhookUnbrandedRequiredHeaders } from 'svix';

declare const webhook: Webhook;
declare const headers: WebhookRequiredHeaders;

interface UserEvent {
  type: 'user.created';
}

const event = webhook.verify('{}', headers) as UserEvent;
export const type: 'user.created' = event.type;
export const found: UserEvent[] = [webhook.verify('{}', headers) as UserEvent];

export class Parsed extends Webhook {
  override verify(
    payload: string | Buffer,
    its: WebhookRequiredHeaders | WebhookUnbrandedRequiredHeaders | Record<string, string>,
  ): unknown {
    return super.verify(payload, its);
  }
}
Webhook.prototype.verify = () => ({ type: 'user.created' });
export const fake: Pick<Webhook, 'verify' | 'sign'> = {
  verify: () => ({ type: 'user.created' }),
  sign: () => 'v1,',
};
