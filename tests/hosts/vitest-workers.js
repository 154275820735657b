/** Vitest's pool of Workers: the tests themselves run in workerd. */
import { withHost } from './lib/host.js';

export const rows = [
  {
    name: 'Vitest, @cloudflare/vitest-pool-workers',
    run: (consumer) =>
      withHost('vitest-workers', consumer, async (host) => {
        const printed = await host.runProgram('vitest', 'vitest', ['run'], { NO_COLOR: '1' });
        const [, outcome] = /^outcome: (.*)$/m.exec(printed) ?? [];
        if (outcome === undefined) throw new Error(`the test printed no outcome:\n${printed}`);
        return {
          version: `${host.versionOf('@cloudflare/vitest-pool-workers')}, Vitest ${host.versionOf('vitest')}`,
          ...JSON.parse(outcome),
        };
      }),
  },
];
