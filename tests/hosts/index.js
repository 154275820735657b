/**
 * Runs the package where people deploy: in real projects of frameworks, bundlers and test runners,
 * each built as its users build it.
 *
 * A host is a folder, which is what a user would have written, with a lock file of its own, which
 * `npm ci` installs when the host is first tested; and a file of the same name, which says how it
 * is built and run. That exports `rows`, as those of tests/runtimes/ do.
 */
import { rows as astro } from './astro-cloudflare.js';
import { rows as jestEdge } from './jest-edge.js';
import { rows as lambda } from './lambda.js';
import { rows as ncc } from './ncc.js';
import { rows as nitro2 } from './nitro-2.js';
import { rows as nitro3 } from './nitro-3.js';
import { rows as nuxt } from './nuxt.js';
import { rows as openNext } from './opennext.js';
import { rows as parcel } from './parcel.js';
import { rows as svelteKit } from './sveltekit-cloudflare.js';
import { rows as typescript5 } from './typescript-5.js';
import { rows as vite } from './vite-cloudflare.js';
import { rows as vitest } from './vitest-workers.js';

export const families = {
  'nitro-2': nitro2,
  'nitro-3': nitro3,
  nuxt,
  opennext: openNext,
  'sveltekit-cloudflare': svelteKit,
  'astro-cloudflare': astro,
  'vite-cloudflare': vite,
  'vitest-workers': vitest,
  'jest-edge': jestEdge,
  parcel,
  ncc,
  lambda,
  'typescript-5': typescript5,
};
