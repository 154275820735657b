/** The CommonJS declarations, from a CommonJS file. */
import hookproof = require('hookproof');
import hookproofFull = require('hookproof/full');
import pulse = require('hookproof/pulse');
import replay = require('hookproof/replay');
import testing = require('hookproof/testing');

const headers: hookproof.WebhookHeaders = hookproof.signWebhook('{}', hookproof.generateSecret());
const verdict: boolean = hookproof.verifyWebhook('{}', { ...headers }, new Uint8Array(32));
const { publicKey }: hookproofFull.KeyPair = hookproofFull.generateKeyPair();
const explanation: hookproofFull.WebhookExplanation = hookproofFull.explainWebhook(
  '{}',
  headers,
  publicKey,
);

const store: replay.ReplayStore = replay.memoryReplayStore();
const event: pulse.PulseEvent = pulse.parsePulseEvent({
  type: 'job.created',
  data: { job_id: '1' },
});
const signed: hookproof.WebhookHeaders = testing.signedHeaders('{}', hookproof.generateSecret(), {
  now: testing.now,
});
void [store, event, signed];

export = [verdict, explanation.ok];
