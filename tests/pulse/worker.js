import { WebhookConfigError } from 'hookproof';
import { createWebhookLink, PulseError } from 'hookproof/pulse';
import { linkTests } from './link.js';
import { outcomeOf } from './outcome.js';

export default {
  fetch: async (request) =>
    Response.json(await outcomeOf(linkTests({ createWebhookLink, PulseError, WebhookConfigError }, await request.text()))),
};
