import { attw, filesInTarball, neverInlines, publint } from './contents.js';
import { reproducible } from './reproducible.js';

/** Checks of the tarball itself and of how it comes about. Each gives `{ name, problem }`, with an empty problem if there is none. */
export async function checkPackage(consumer, { tarball, files }) {
  return [
    filesInTarball(files),
    await publint(tarball),
    await attw(tarball),
    await neverInlines(consumer, 'workerd', './hookproof.wasm'),
    await neverInlines(consumer, 'edge-light', './hookproof.wasm?module'),
    ...(await reproducible()),
  ];
}
