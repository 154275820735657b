/** Nitro 3, which has no preset for Vercel's edge any more, and needs no option. */
import { withHost } from './lib/host.js';
import { presets } from './lib/nitro.js';

const { 'vercel-edge': _, ...remaining } = presets;

export const rows = Object.entries(remaining).map(([preset, run]) => ({
  name: `Nitro 3, ${preset}`,
  run: (consumer) =>
    withHost('nitro-3', consumer, async (host) => {
      await host.runProgram('nitro', 'nitro', ['build', '--preset', preset]);
      return { version: host.versionOf('nitro'), ...(await run(host)) };
    }),
}));
