/**
 * What one library does with one case, as data that can be compared and in the words of the guide.
 */
import { expected } from './cases.js';

/** `verifying` are options of `verify` that every case is given which has none of its own. */
export function outcomeOfCase(
  { Webhook, WebhookVerificationError },
  one,
  verifying = one.verifying,
) {
  const { call, constructing = [one.secret, one.options], signing, payload, headers } = one;
  try {
    const webhook = new Webhook(...constructing);
    if (call === 'new') return { kind: 'gives', value: 'a Webhook', words: 'is made' };
    if (call === 'sign') return signed(webhook.sign(...signing), one);
    const event = webhook.verify(payload, headers, verifying);
    return {
      kind: 'gives',
      value: JSON.stringify(event),
      words: event === undefined ? '`undefined`' : 'the event',
    };
  } catch (error) {
    const kind = error instanceof WebhookVerificationError ? 'refuses' : 'throws';
    return {
      kind,
      words: error.code === undefined ? `\`${error.name}\`` : `\`${error.code}\``,
      error,
    };
  }
}

const signed = (value, one) => ({
  kind: 'gives',
  value,
  words: value === expected(one) ? 'signs it' : 'signs other bytes',
});

/**
 * Errors differ in their texts and classes; whether it is the webhook that is refused is what a
 * caller sees.
 */
export const isSame = (one, other) => one.kind === other.kind && one.value === other.value;
