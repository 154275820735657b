import { withWorkerd } from '../../../tools/lib/workerd.js';

/** Has workerd serve a Worker that runs the suite, and gives the result. */
export async function serveAndAsk(folder, date, flags = []) {
  return await withWorkerd({ folder, date, flags }, async (url) => {
    const response = await fetch(url);
    const text = await response.text();
    if (!response.ok) throw new Error(`workerd answered ${response.status}: ${text}`);
    return JSON.parse(text);
  });
}
