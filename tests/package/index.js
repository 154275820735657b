import { attw, filesInTarball, neverInlines, publint } from './contents.js';
import { reproducible } from './reproducible.js';
import { publicSurface } from './surface.js';

/** Checks of the tarball itself and of how it comes about. Each gives `{ name, problem }`, with an empty problem if there is none. */
export async function checkPackage(consumer, { tarball, files }) {
  return [
    filesInTarball(files),
    await publint(tarball),
    await attw(tarball),
    await neverInlines(consumer, 'hookproof', 'workerd', './hookproof.wasm'),
    await neverInlines(consumer, 'hookproof', 'edge-light', './hookproof.wasm?module'),
    await neverInlines(consumer, 'hookproof/full', 'workerd', './hookproof-full.wasm'),
    await neverInlines(consumer, 'hookproof/full', 'edge-light', './hookproof-full.wasm?module'),
    ...(await publicSurface(consumer)),
    ...(await reproducible()),
  ];
}
