/**
 * Both builds in one process, as when a dependency requires what the application imports: the
 * functions of one, the classes of the other.
 */
const cjs = require('hookproof');
const cjsFull = require('hookproof/full');

const mixed = (esm, { WebhookVerificationError, WebhookConfigError }) => ({
  ...esm,
  WebhookVerificationError,
  WebhookConfigError,
});

Promise.all([
  import('hookproof'),
  import('hookproof/full'),
  import('../conformance/index.js'),
]).then(async ([esm, full, { conformance }]) => {
  if (esm.Webhook === cjs.Webhook || full.Webhook === cjsFull.Webhook)
    throw new Error('one build was loaded, not two');
  console.log(JSON.stringify(await conformance(mixed(esm, cjs), mixed(full, cjsFull))));
});
