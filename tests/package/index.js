import { attw, filesInTarball, neverInlines, publint } from './contents.js';
import { exampleWorkers } from './example-workers.js';

/** Checks of the tarball itself. Each gives `{ name, problem }`, with an empty problem if there is none. */
export async function checkPackage(consumer, { tarball, files }) {
  return [
    filesInTarball(files),
    await publint(tarball),
    await attw(tarball),
    await neverInlines(consumer, 'workerd', './hookproof.wasm'),
    await neverInlines(consumer, 'edge-light', './hookproof.wasm?module'),
    ...(await exampleWorkers(consumer)),
  ];
}
