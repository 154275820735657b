/**
 * Runs the documentation: every fenced block of every Markdown file, against the packed tarball.
 * And follows every link. `node tests/docs/index.js raw-body` runs the blocks of the files that
 * have this in their path.
 */
import { fileURLToPath } from 'node:url';
import { withConsumer } from '../../tools/lib/consumer.js';
import { inLanes } from '../lanes.js';
import { installClients } from '../replay/clients/install.js';
import { blocks } from './blocks.js';
import { wrongCodes } from './codes.js';
import { isCommandExcused, isExcused, unused } from './exceptions.js';
import { brokenLinks } from './links.js';
import { idleContexts } from './program.js';
import { folderFor } from './programs.js';
import { unpinnedRows } from './sample.js';
import { inShell } from './shell.js';
import { typeErrors } from './types.js';
import { contextsOf, waysOf } from './ways.js';

export const docs = {
  name: 'documentation: every block runs, every link leads somewhere',
  run: () => withConsumer((consumer) => runDocs(consumer)),
};

async function runDocs(consumer, word = '') {
  await installClients();
  const found = (await blocks()).filter((block) => !isExcused(block) && block.file.includes(word));
  const jobs = found.flatMap((block) => jobsFor(block, consumer));
  const typed = found
    .filter(({ lang }) => lang === 'ts')
    .flatMap((block) => contextsOf(block).map((name) => [block, name]));
  jobs.push({
    name: 'types of the blocks in TypeScript',
    run: async () => mustBeEmpty(await typeErrors(typed, consumer)),
  });
  jobs.push({ name: 'codes of errors', run: async () => mustBeEmpty(wrongCodes()) });
  jobs.push({
    name: 'what the sample in Python does',
    run: async () => mustBeEmpty(unpinnedRows()),
  });
  jobs.push({ name: 'links', run: async () => mustBeEmpty(await brokenLinks()) });
  const reports = await inLanes(jobs, ({ name, run }) =>
    run().then(
      () => [],
      (error) => [`${name}\n${error.message}`],
    ),
  );
  const problems = reports.flat();
  const idle = word === '' ? [...unused(), ...idleContexts()] : [];
  const report = [...problems, ...idle].join('\n\n');
  return { passed: jobs.length - problems.length, failed: problems.length + idle.length, report };
}

function jobsFor(block, consumer) {
  const name = `${block.file}:${block.line}`;
  if (block.lang === 'sh') return [{ name, run: () => inShell(block, consumer, isCommandExcused) }];
  if (block.lang === 'text' && block.before?.lang === 'sh') return [];
  const ways = waysOf(block);
  const nobodyKnows = () =>
    Promise.reject(
      new Error(
        `no way is known to run this block of ${block.lang || 'no language'}: see tests/docs/ways.js`,
      ),
    );
  if (ways.length === 0) return [{ name, run: nobodyKnows }];
  return ways.map(({ variant, run }) => ({
    name: `${name}, ${variant}`,
    run: async () => run({ consumer, folder: folderFor(consumer, block, variant) }),
  }));
}

function mustBeEmpty(report) {
  if (report !== '') throw new Error(report);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed, report } = await withConsumer((consumer) =>
    runDocs(consumer, process.argv[2]),
  );
  console.log(`${report}\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
