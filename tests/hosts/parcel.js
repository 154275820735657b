/** Parcel, which looks at no package's `exports` unless it is told to. */
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastJson, run } from '../../tools/lib/shell.js';
import { withHost } from './lib/host.js';

const ways = {
  'as it comes': {},
  packageExports: { '@parcel/resolver-default': { packageExports: true } },
};

export const rows = Object.entries(ways).map(([way, settings]) => ({
  name: `Parcel 2, ${way}`,
  run: (consumer) =>
    withHost('parcel', consumer, async (host) => {
      const manifest = join(host.folder, 'package.json');
      writeFileSync(
        manifest,
        JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), ...settings }),
      );
      await host.runProgram('parcel', 'parcel', ['build', '--no-cache']);
      const printed = await run('node', [join('dist', 'index.js')], {
        cwd: host.folder,
        env: host.env,
      });
      return { version: host.versionOf('parcel'), ...lastJson(printed) };
    }),
}));
