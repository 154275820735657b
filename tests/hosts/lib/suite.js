/**
 * The suite as one file, which imports nothing but hookproof: not every host reads JSON, or takes
 * files from outside of a project.
 */
import { join } from 'node:path';
import { build } from 'esbuild';

/** Writes suite.js into a project, and suite.cjs for CommonJS. Both export `outcome()`. */
export async function writeSuite(folder) {
  for (const [format, outfile] of Object.entries({ esm: 'suite.js', cjs: 'suite.cjs' })) {
    await build({
      entryPoints: [join(import.meta.dirname, 'in-host.js')],
      outfile: join(folder, outfile),
      bundle: true,
      format,
      platform: 'neutral',
      external: ['hookproof', 'hookproof/*'],
      logLevel: 'warning',
    });
  }
}
