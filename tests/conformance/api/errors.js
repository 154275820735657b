/** Tests how errors are told apart, and that none of them touches the next call. */
import { equal, ok, thrown } from '../assert.js';

export function errors({
  verifyWebhook,
  unwrapWebhook,
  WebhookVerificationError,
  WebhookConfigError,
  body,
  secret,
  record,
  at,
  verify,
  refusal,
}) {
  return {
    'errors are told apart by instanceof, code and name, also in a subclass': () => {
      const refusal = thrown(() => unwrapWebhook(body, {}, secret, at));
      const mistake = thrown(() => verifyWebhook(body, record, ''));
      equal(
        [refusal instanceof WebhookVerificationError, refusal instanceof WebhookConfigError],
        [true, false],
      );
      equal(
        [mistake instanceof WebhookVerificationError, mistake instanceof WebhookConfigError],
        [false, true],
      );
      class Sub extends WebhookVerificationError {}
      equal(
        [
          refusal instanceof Sub,
          new Sub('x', { code: 'ERR_REPLAYED' }) instanceof Sub,
          new Sub('x', { code: 'ERR_REPLAYED' }) instanceof WebhookVerificationError,
        ],
        [false, true, true],
      );
      // By their names as texts: who minifies a bundle gives the classes others.
      for (const [Class, name, code] of [
        [WebhookVerificationError, 'WebhookVerificationError', 'ERR_NO_MATCHING_SIGNATURE'],
        [WebhookConfigError, 'WebhookConfigError', 'ERR_OPTION'],
      ]) {
        const bare = new Class('why');
        const told = new Class('why', { code: 'ERR_OTHER', cause: bare });
        equal([bare.message, bare.code, 'cause' in bare, bare.name], ['why', code, false, name]);
        equal([told.code, told.cause === bare], ['ERR_OTHER', true]);
        equal(
          [new Class().message, new Class('why', null).code, new Class('why', 'x').code],
          ['', code, code],
        );
      }
      equal(
        [null instanceof WebhookVerificationError, 'x' instanceof WebhookConfigError],
        [false, false],
      );
    },
    'an exhausted stack costs a verdict, but never gives a wrong one, and the next call works':
      () => {
        const outcomes = new Set();
        const dive = () => {
          try {
            dive();
          } catch {
            // This is the bottom: from here on there is a little more room at each step up.
          }
          try {
            outcomes.add(verify(record));
            outcomes.add(
              verify({ ...record, 'webhook-signature': 'v1,forged' })
                ? 'a forgery verified'
                : 'refused',
            );
          } catch (error) {
            outcomes.add(error instanceof Error ? 'an error' : error);
          }
        };
        dive();
        for (const outcome of outcomes)
          ok([true, 'refused', 'an error'].includes(outcome), String(outcome));
        ok(
          outcomes.has('an error') && outcomes.has(true),
          `the stack was not exhausted: ${[...outcomes]}`,
        );
        equal(verify(record), true);
      },
    'a thousand bad webhooks in a row leave the next good one alone': () => {
      for (let at = 0; at < 1000; at++)
        equal(verify({ ...record, 'webhook-signature': `v1,${at}` }), false);
      equal(verify(record), true);
    },
  };
}
