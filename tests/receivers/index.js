/** Runs the cases against every server. */
import { cases } from './cases.js';
import { servers } from './servers/index.js';

/** `{ name, passed, failed, report }` for each server whose name has one of the words in it. */
export async function runReceivers(words = [''], onRow = () => {}) {
  const rows = [];
  for (const server of servers.filter(({ name }) => words.some((word) => name.toLowerCase().includes(word)))) {
    const start = performance.now();
    const { passed, failures } = await runCases(server);
    const report = failures.map(({ name, error }) => `${server.name}: ${name}\n${error.stack}`).join('\n\n');
    rows.push({ name: server.name, passed, failed: failures.length, report, seconds: (performance.now() - start) / 1000 });
    onRow(rows.at(-1));
  }
  return rows;
}

async function runCases({ name, family, start, more = {} }) {
  const { url, stop } = await start();
  const failures = [];
  let passed = 0;
  try {
    for (const [name, run] of Object.entries({ ...cases, ...more })) {
      try {
        await run({ url, family });
        passed++;
      } catch (error) {
        failures.push({ name, error });
      }
    }
  } finally {
    await stop();
  }
  return { passed, failures };
}
