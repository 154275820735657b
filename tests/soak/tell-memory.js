/**
 * Loaded into the example's process: tells how much memory is in use, after a collection, whenever
 * it is asked.
 */
process.on('message', () => {
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send({ rss, heapUsed: heapUsed + external });
});
// To be asked does not keep it alive.
process.channel.unref();
