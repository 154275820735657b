import { WebhookConfigError } from 'hookproof';
import { createWebhookLink, PulseError } from 'hookproof/pulse';
import { linkTests } from './link.js';
import { named, runTests } from '../conformance/outcome.js';

export default {
  fetch: async (request) =>
    Response.json(
      await runTests(
        named(
          linkTests({ createWebhookLink, PulseError, WebhookConfigError }, await request.text()),
        ),
      ),
    ),
};
