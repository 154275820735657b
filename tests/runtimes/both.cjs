/** Both builds in one process, as when a dependency requires what the application imports: the functions of one, the classes of the other. */
const { WebhookVerificationError, WebhookConfigError, Webhook } = require('hookproof');

Promise.all([import('hookproof'), import('../conformance/index.js')]).then(async ([esm, { conformance }]) => {
  if (esm.Webhook === Webhook) throw new Error('one build was loaded, not two');
  console.log(JSON.stringify(await conformance({ ...esm, WebhookVerificationError, WebhookConfigError })));
});
