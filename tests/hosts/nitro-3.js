/** Nitro 3. */
import { withHost } from './lib/host.js';
import { presets } from './lib/nitro.js';

export const rows = Object.entries(presets).map(([preset, run]) => ({
  name: `Nitro 3, ${preset}`,
  run: (consumer) =>
    withHost('nitro-3', consumer, async (host) => {
      await host.runProgram('nitro', 'nitro', ['build', '--preset', preset]);
      return { version: host.versionOf('nitro'), ...(await run(host)) };
    }),
}));
