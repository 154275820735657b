/** Without the types of Express or of Node. */
import { type ReceivedWebhook, webhook, type WebhookMiddleware } from 'hookproof/express';

const middleware: WebhookMiddleware = webhook('whsec_', {
  onRefused: (error, request) => void [error.code, request.headers['webhook-id']],
});
type Arguments = Parameters<typeof middleware>;
declare const [request, response]: [Arguments[0], Arguments[1]];
middleware(request, response, (error?: unknown) => error);
export const received: ReceivedWebhook | undefined = request.webhook;
