import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [cloudflareTest({ miniflare: { compatibilityDate: '2026-07-01' } })],
  test: { include: ['suite.test.js'], testTimeout: 600_000 },
});
