/** The suite in a Worker that this page starts. */
globalThis.outcome = new Promise((resolve, reject) => {
  const worker = new Worker('/worker.js', { type: 'module' });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(`the Worker failed: ${message}`));
});
