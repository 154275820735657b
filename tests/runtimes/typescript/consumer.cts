/** The CommonJS declarations, from a CommonJS file. */
import hookproof = require('hookproof');

const headers: hookproof.WebhookHeaders = hookproof.signWebhook('{}', hookproof.generateSecret());
const verdict: boolean = hookproof.verifyWebhook('{}', { ...headers }, new Uint8Array(32));

export = verdict;
