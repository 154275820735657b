/** The classes that are compared, each in its current release. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as standardwebhooks from 'standardwebhooks';
import * as svix1 from 'svix';
import * as svix2 from 'svix-2';
import { root } from '../../tools/lib/shell.js';

const release = (folder) => {
  const { name, version } = JSON.parse(
    readFileSync(join(root, 'node_modules', folder, 'package.json'), 'utf8'),
  );
  return `\`${name}\` ${version}`;
};

/** `like` are the options of ours that do what theirs always does. */
export const peers = [
  { name: release('standardwebhooks'), library: standardwebhooks },
  { name: release('svix'), library: svix1 },
  { name: release('svix-2'), library: svix2, like: { jsonParse: false } },
];
