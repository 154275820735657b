/**
 * The crate's reference, as docs.rs makes it: the features and flags are those that Cargo.toml
 * tells it. A warning is an error.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../lib/shell.js';

/** Gives the folder that it is in. */
export async function crateReference() {
  const { packages } = JSON.parse(
    await run('cargo', ['metadata', '--no-deps', '--format-version', '1']),
  );
  // The other one is the Python package's, which nobody reads the Rust of.
  const crate = packages.find(({ metadata }) => metadata?.docs);
  const { features, 'rustdoc-args': flags } = crate.metadata.docs.rs;
  const target = join(root, 'target');
  const env = {
    ...process.env,
    CARGO_TARGET_DIR: target,
    RUSTDOCFLAGS: ['-D warnings', ...flags].join(' '),
    // docs.rs has a nightly, on which an item says which feature it needs; this has the pinned
    // stable say it, of this crate alone.
    RUSTC_BOOTSTRAP: crate.name,
  };
  // Of what was documented before, with other features, rustdoc takes nothing away.
  rmSync(join(target, 'doc'), { recursive: true, force: true });
  await run('cargo', ['doc', '--no-deps', '--lib', '--features', features.join()], { env });
  return join(target, 'doc');
}
