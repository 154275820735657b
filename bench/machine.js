/** What the figures depend on. */
import os from 'node:os';
import { versionOf } from '../tools/lib/binaries.js';

export const machine = {
  cpu: os.cpus()[0].model,
  cores: os.availableParallelism(),
  memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
  system: `${os.type()}, ${os.arch()}`,
};

export const versions = Object.fromEntries(
  ['hookproof', 'standardwebhooks', 'svix', '@octokit/webhooks-methods'].map((name) => [
    name,
    versionOf(name),
  ]),
);
