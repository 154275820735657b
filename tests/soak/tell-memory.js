/**
 * Loaded into the example's process: tells how much memory is in use, after a collection, whenever
 * it is asked.
 */
process.on('message', () => {
  // Twice: the second waits until buffers that the first found are given back.
  globalThis.gc();
  globalThis.gc();
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  // What a replay store remembers is in shared memory, which is among the buffers only.
  process.send({ rss, used: heapUsed + external, buffers: arrayBuffers });
});
// To be asked does not keep it alive.
process.channel.unref();
