/** The adapters: how they are made, what they do on every server, and what broken uploads leave behind. */
import { fileURLToPath } from 'node:url';
import { run } from '../../tools/lib/shell.js';
import { cases } from './cases.js';
import { tests as making } from './making.js';
import { servers } from './servers/index.js';

/** A row for each server whose name has one of the words in it: `{ name, passed, failed, report, seconds }`. */
export async function runReceivers(words, onRow) {
  const rows = [];
  for (const server of servers.filter(({ name }) => words.some((word) => name.toLowerCase().includes(word)))) {
    const start = performance.now();
    const result = await withServer(server, (place) => runTests(server.cases ?? { ...cases, ...server.more }, server.name, place));
    rows.push({ name: `receivers: ${server.name}`, ...result, seconds: (performance.now() - start) / 1000 });
    onRow(rows.at(-1));
  }
  return rows;
}

async function withServer({ start }, use) {
  const { url, server, stop } = await start();
  try {
    return await use({ url, server });
  } finally {
    await stop();
  }
}

export const runMaking = () => runTests(making, 'receivers');

/** The servers in a process of their own each, because their memory is looked at. */
export async function runLeaks() {
  const script = fileURLToPath(new URL('leaks.js', import.meta.url));
  // At once: they mostly wait.
  return await Promise.all(servers.filter(({ isInProcess }) => isInProcess).map(({ name }) => leaksOf(script, name)));
}

async function leaksOf(script, server) {
  const output = await run(process.execPath, ['--expose-gc', script, server]);
  const { passed, failures } = JSON.parse(output.trim().split('\n').at(-1));
  return { passed, failed: failures.length, report: failures.map(({ name, message }) => `${server}: ${name}\n${message}`).join('\n\n') };
}

async function runTests(tests, who, ...given) {
  const reports = [];
  for (const [name, test] of Object.entries(tests)) {
    await Promise.resolve()
      .then(() => test(...given))
      .catch((error) => reports.push(`${who}: ${name}\n${error.stack}`));
  }
  return { passed: Object.keys(tests).length - reports.length, failed: reports.length, report: reports.join('\n\n') };
}
