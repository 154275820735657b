/**
 * Nitro 2, which is also what Nuxt is built on. On Cloudflare it needs an option; the other presets
 * are built without it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withHost } from './lib/host.js';
import { presets } from './lib/nitro.js';

const option = '  experimental: { wasm: true },\n';

export const rows = Object.entries(presets).map(([preset, run]) => ({
  name: `Nitro 2, ${preset}`,
  run: (consumer) =>
    withHost('nitro-2', consumer, async (host) => {
      const config = join(host.folder, 'nitro.config.js');
      const documented = readFileSync(config, 'utf8');
      const builtWith = async (text) => {
        writeFileSync(config, text);
        await host.runProgram('nitropack', 'nitropack', ['build', '--preset', preset]);
        return await run(host);
      };
      const without = await builtWith(documented.replace(option, ''));
      const outcome =
        preset === 'cloudflare-module' ? adviceThen(without, await builtWith(documented)) : without;
      return { version: host.versionOf('nitropack'), ...outcome };
    }),
}));

/** What comes with the option, and a failure if nobody was told without it that it is missing. */
function adviceThen(without, outcome) {
  const said = without.failures.some(({ message }) => message.includes('experimental.wasm'));
  const missing = {
    name: 'without experimental.wasm',
    message: `nothing says so: ${JSON.stringify(without)}`,
  };
  return said ? outcome : { ...outcome, failures: [...outcome.failures, missing] };
}
