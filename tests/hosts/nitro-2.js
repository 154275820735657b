/** Nitro 2, which is also what Nuxt is built on. */
import { withHost } from './lib/host.js';
import { presets } from './lib/nitro.js';

export const rows = Object.entries(presets).map(([preset, run]) => ({
  name: `Nitro 2, ${preset}`,
  run: (consumer) =>
    withHost('nitro-2', consumer, async (host) => {
      await host.runProgram('nitropack', 'nitropack', ['build', '--preset', preset]);
      return { version: host.versionOf('nitropack'), ...(await run(host)) };
    }),
}));
