/** Jest in the environment of Vercel's edge: it requires, with the condition `edge-light`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withHost } from './lib/host.js';

export const rows = [
  {
    name: 'Jest, @edge-runtime/jest-environment',
    run: (consumer) =>
      withHost('jest-edge', consumer, async (host) => {
        await host.runProgram('jest', 'jest', ['--ci']);
        const outcome = JSON.parse(readFileSync(join(host.folder, 'outcome.json'), 'utf8'));
        return {
          version: `${host.versionOf('@edge-runtime/jest-environment')}, Jest ${host.versionOf('jest')}`,
          ...outcome,
        };
      }),
  },
];
