import { defineNitroConfig } from 'nitropack/config';

export default defineNitroConfig({
  compatibilityDate: '2026-10-01',
  runtimeConfig: { webhookSecret: '' },
});
