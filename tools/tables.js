/**
 * `npm run tables`: writes every generated part of a document and of package.json anew, from what
 * is built. Those that take a run of their own have their own commands: `npm run vectors`, `npm run
 * test:runtimes -- --write` and `npm run bench`.
 */
import { build } from './build.js';
import { run, say } from './lib/shell.js';
import { installPackages } from './lib/toolchain.js';

const writers = [
  'tests/cli/documentation.js',
  'tests/docs/sizes.js',
  'tests/drop-in/index.js',
  'tests/explain/documentation.js',
  'tests/senders/index.js',
];

await installPackages();
// Before the build, which reads the exports.
await write('tools/build/exports.js');
await build();
for (const writer of writers) await write(writer);

async function write(writer) {
  say(`writing what ${writer} knows`);
  await run(process.execPath, [writer, '--write']);
}
