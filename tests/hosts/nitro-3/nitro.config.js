import { defineConfig } from 'nitro';

export default defineConfig({
  serverDir: './',
  compatibilityDate: '2026-10-01',
  runtimeConfig: { webhookSecret: '' },
});
