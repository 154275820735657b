/** What frameworks build for Cloudflare: bundled by their own Wrangler, as it would be uploaded, and served by workerd. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withWorkerd } from '../../../tools/lib/workerd.js';
import { askedAt, secret } from './asked.js';

/** The compatibility date in the projects' own settings. */
const date = '2026-10-01';

/** Has Wrangler bundle what was built, `config` being where its settings are, and asks it. */
export async function askDeployed(host, { config = 'wrangler.json', paths } = {}) {
  await host.runProgram('wrangler', 'wrangler', ['deploy', '--dry-run', '--outdir', 'deployed', '--config', config]);
  return await askBuilt(join(host.folder, 'deployed'), paths);
}

/** Asks the Worker in a folder. Its main module is the only one at the top that is no chunk. */
export async function askBuilt(folder, paths) {
  const main = ['index.js', 'worker.js', '_worker.js', 'entry.mjs'].find((name) => readdirSync(folder).includes(name));
  return await withWorkerd({ folder, main, date, flags: ['nodejs_compat'], env: { WEBHOOK_SECRET: secret } }, (url) => askedAt(url, paths));
}
