/** What svix 2 declares otherwise than svix 1: verify gives nothing, and the caller parses. */
import { Webhook, type WebhookRequiredHeaders, type WebhookUnbrandedRequiredHeaders } from 'svix-2';

declare const webhook: Webhook;
declare const headers: WebhookRequiredHeaders;

interface UserEvent {
  type: 'user.created';
}

export function parsed(payload: string | Buffer): UserEvent {
  webhook.verify(payload, headers);
  return JSON.parse(payload.toString()) as UserEvent;
}
export const outcome: void | undefined | unknown = webhook.verify('{}', headers);

export class Silent extends Webhook {
  override verify(
    payload: string | Buffer,
    its: WebhookRequiredHeaders | WebhookUnbrandedRequiredHeaders | Record<string, string>,
  ): undefined {
    super.verify(payload, its);
    return undefined;
  }
}
Webhook.prototype.verify = () => undefined;
export const fake: Pick<Webhook, 'verify' | 'sign'> = {
  verify: () => undefined,
  sign: () => 'v1,',
};
export const check: (payload: string, its: Record<string, string>) => void = (payload, its) =>
  webhook.verify(payload, its);
