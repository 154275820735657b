/**
 * What the README says of Python, done: installed from the clone, five lines of Flask and FastAPI,
 * and two senders that are not ours.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook as Svix } from 'svix';
import { withConsumer } from '../../tools/lib/consumer.js';
import { installedFromClone } from '../../tools/lib/python.js';
import { attempt, root } from '../../tools/lib/shell.js';
import { equal } from '../conformance/assert.js';
import { named, runTests } from '../conformance/outcome.js';
import { blocksIn } from '../docs/blocks.js';
import { pythonProgramOf } from '../docs/program.js';
import { served } from '../docs/python.js';
import { body, post, secret } from '../docs/sender.js';
import { resultOf } from '../results.js';

const frameworks = ['flask', 'fastapi'];
const page = blocksIn('README.md', readFileSync(join(root, 'README.md'), 'utf8'));

/** As somebody does who has both packages of a clone. */
async function shown(consumer) {
  const python = await installedFromClone('from-clone');
  const tests = frameworks.map((name) => [
    `${name}, by the README's lines, takes what hookproof send and Svix sign, and nothing else`,
    async () => {
      const folder = join(consumer, `python-${name}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'event.json'), body);
      const block = page.find(
        ({ lang, comment }) => lang === 'python' && comment === `runs: ${name}`,
      );
      await served(pythonProgramOf(block, name), folder, python, async (url) => {
        await sentByCommand(url, folder);
        await sentBySvix(url);
      });
    },
  ]);
  return resultOf(await runTests(named(Object.fromEntries(tests))));
}

async function sentByCommand(url, cwd) {
  const env = { ...process.env, WEBHOOK_SECRET: secret, npm_config_offline: 'true' };
  for (const options of [
    '--expect 204',
    '--tamper body --expect 401',
    '--tamper timestamp --expect 401',
  ]) {
    const { code, output } = await attempt(
      'npx',
      ['hookproof', 'send', url, 'event.json', ...options.split(' ')],
      { cwd, env },
    );
    equal([code, code === 0 ? '' : output], [0, ''], options);
  }
}

async function sentBySvix(url) {
  const [id, date] = ['msg_2Jv7pYGL7UwXqF3v6RjLVxQYPZG', new Date()];
  const headers = {
    'svix-id': id,
    'svix-timestamp': String(Math.floor(date.getTime() / 1000)),
    'svix-signature': new Svix(secret).sign(id, date, body),
  };
  equal((await post(url, body, headers)).status, 204);
  equal((await post(url, body.replace('completed', 'failed'), headers)).status, 401);
}

export const shownSuite = {
  name: 'Python: as the README says, installed from the clone',
  run: () => withConsumer(shown),
};
