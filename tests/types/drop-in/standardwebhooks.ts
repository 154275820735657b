/**
 * Everything that standardwebhooks declares, as its users write it. Compiled as it is, and with the
 * module's name changed.
 */
import * as library from 'standardwebhooks';
import {
  type VerifyOptions,
  Webhook,
  type WebhookOptions,
  type WebhookUnbrandedRequiredHeaders,
  WebhookVerificationError,
} from 'standardwebhooks';

export { Webhook as Again, WebhookVerificationError as ErrorAgain } from 'standardwebhooks';
export type {
  VerifyOptions as VerifyOptionsAgain,
  WebhookOptions as OptionsAgain,
} from 'standardwebhooks';

interface JobEvent {
  type: string;
}

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const text: string = '{"type":"job.completed"}';
const bytes: Buffer = Buffer.from(text);
const options: WebhookOptions = { format: 'raw' };
const none: WebhookOptions = {};
const verifyOptions: VerifyOptions = { jsonParse: false };
const flag: boolean | undefined = verifyOptions.jsonParse;
const format: 'raw' | undefined = options.format;

const webhooks: Webhook[] = [
  new Webhook(secret),
  new Webhook(secret, none),
  new Webhook(new Uint8Array(32), options),
  new library.Webhook(secret),
];
const webhook: InstanceType<typeof Webhook> = new Webhook(secret, { format: 'raw' });
const make: new (secret: string | Uint8Array, options?: WebhookOptions) => Webhook = Webhook;
const [given]: ConstructorParameters<typeof Webhook> = [secret];

const headers: WebhookUnbrandedRequiredHeaders = {
  'webhook-id': 'msg_1',
  'webhook-timestamp': '1614265330',
  'webhook-signature': webhook.sign('msg_1', new Date(), bytes),
};
const record: Record<string, string> = { ...headers };
const either: WebhookUnbrandedRequiredHeaders | Record<string, string> = record;
interface Delivered extends WebhookUnbrandedRequiredHeaders {
  'user-agent': string;
}
declare const delivered: Delivered;
declare const frozen: Readonly<WebhookUnbrandedRequiredHeaders>;

const event: unknown = webhook.verify(text, headers);
const typed = webhook.verify(bytes, record) as JobEvent;
webhook.verify(text, either, { jsonParse: true });
webhook.verify(text, delivered, verifyOptions);
webhook.verify(text, frozen, {});
const signature: string = webhook.sign('msg_1', new Date(), text);

export function wrapped(...args: Parameters<Webhook['verify']>): ReturnType<Webhook['verify']> {
  return webhook.verify(...args);
}
export const sign = (...args: Parameters<Webhook['sign']>): string => webhook.sign(...args);

/** What stands in for it in a test. */
export const fake: Pick<Webhook, 'sign' | 'verify'> = {
  verify(
    payload: string | Buffer,
    given: WebhookUnbrandedRequiredHeaders | Record<string, string>,
    _options?: VerifyOptions,
  ): unknown {
    if (!('webhook-id' in given)) throw new WebhookVerificationError('Invalid signature');
    return JSON.parse(payload.toString());
  },
  sign: () => 'v1,',
};
export class Logging extends Webhook {
  constructor(
    key: string | Uint8Array,
    private readonly log: (line: string) => void,
    its?: WebhookOptions,
  ) {
    super(key, its);
  }

  override verify(
    payload: string | Buffer,
    its: WebhookUnbrandedRequiredHeaders | Record<string, string>,
    how?: VerifyOptions,
  ): unknown {
    this.log('verify');
    return super.verify(payload, its, how);
  }

  override sign(msgId: string, timestamp: Date, payload: string | Buffer): string {
    return super.sign(msgId, timestamp, payload);
  }
}
export interface Verifier {
  verify(
    payload: string | Buffer,
    headers: WebhookUnbrandedRequiredHeaders | Record<string, string>,
    options?: VerifyOptions,
  ): unknown;
  sign(msgId: string, timestamp: Date, payload: string | Buffer): string;
}
export const verifier: Verifier = webhook;

export function outcome(error: unknown): string {
  if (error instanceof WebhookVerificationError) {
    const { message, name, stack }: Error = error;
    return message + name + (stack ?? '') + error.message;
  }
  return error instanceof library.WebhookVerificationError ? 'never' : String(error);
}
export class Refused extends WebhookVerificationError {
  override name = 'Refused';

  constructor(readonly reason: string) {
    super(reason);
  }
}
const [why]: ConstructorParameters<typeof WebhookVerificationError> = ['why'];
export const errors: Error[] = [new WebhookVerificationError('why'), new Refused('why')];
export const rest = [flag, format, webhooks, make, given, event, typed.type, signature, why];
