import { WebhookConfigError } from 'hookproof';
import { createWebhookLink, PulseError } from 'hookproof/pulse';
import { linkTests } from './link.js';
import { named, outcomeOf } from '../conformance/outcome.js';

export default {
  fetch: async (request) =>
    Response.json(
      await outcomeOf(
        named(
          linkTests({ createWebhookLink, PulseError, WebhookConfigError }, await request.text()),
        ),
      ),
    ),
};
