export default defineNuxtConfig({
  compatibilityDate: '2026-10-01',
  nitro: { experimental: { wasm: true } },
  runtimeConfig: { webhookSecret: '' },
});
