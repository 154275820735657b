/** A Nuxt app on Cloudflare and on Node. */
import { withHost } from './lib/host.js';
import { presets } from './lib/nitro.js';

export const rows = ['cloudflare-module', 'node-server'].map((preset) => ({
  name: `Nuxt 4, ${preset}`,
  run: (consumer) =>
    withHost('nuxt', consumer, async (host) => {
      await host.runProgram('nuxt', 'nuxt', ['build'], { NITRO_PRESET: preset });
      return { version: host.versionOf('nuxt'), ...(await presets[preset](host)) };
    }),
}));
