/**
 * Runs the conformance suite in every runtime, against the packed tarball.
 *
 * A row is `{ name, run(consumer) }`; `run` gives `{ version, passed, failures }`. `consumer` is a
 * folder that installed the tarball and holds a copy of tests/conformance, tests/vectors and
 * tests/runtimes.
 */
import { rows as browsers } from './browsers/index.js';
import { rows as bun } from './bun/index.js';
import { rows as bundlers } from './bundlers/index.js';
import { rows as deno } from './deno/index.js';
import { rows as jest } from './jest/index.js';
import { rows as next } from './next/index.js';
import { rows as node } from './node/index.js';
import { rows as typescript } from './typescript/index.js';
import { rows as workerd } from './workerd/index.js';

export const families = { node, deno, bun, workerd, next, browsers, bundlers, jest, typescript };
