/** The CommonJS declarations, from a CommonJS file. */
import hookproof = require('hookproof');
import hookproofFull = require('hookproof/full');

const headers: hookproof.WebhookHeaders = hookproof.signWebhook('{}', hookproof.generateSecret());
const verdict: boolean = hookproof.verifyWebhook('{}', { ...headers }, new Uint8Array(32));
const { publicKey }: hookproofFull.KeyPair = hookproofFull.generateKeyPair();
const explanation: hookproofFull.WebhookExplanation = hookproofFull.explainWebhook('{}', headers, publicKey);

export = [verdict, explanation.ok];
