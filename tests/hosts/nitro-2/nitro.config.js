import { defineNitroConfig } from 'nitropack/config';

export default defineNitroConfig({
  compatibilityDate: '2026-10-01',
  experimental: { wasm: true },
  runtimeConfig: { webhookSecret: '' },
});
