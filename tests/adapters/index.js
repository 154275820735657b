/**
 * Tests the adapters: how they are made and mistaken for one another, what they do on every server,
 * and what broken uploads leave behind.
 */
import { fileURLToPath } from 'node:url';
import { lastJson, run } from '../../tools/lib/shell.js';
import { named, runTests } from '../conformance/outcome.js';
import { inLanes } from '../lanes.js';
import { resultOf } from '../results.js';
import { cases } from './cases/index.js';
import { tests as making } from './making/index.js';
import { tests as misuse } from './misuse.js';
import { servers } from './applications/index.js';

/** Returns a row for each server: `{ name, passed, failed, report, seconds }`. */
export async function runAdapters(onRow) {
  return await inLanes(servers, async (server) => {
    const start = performance.now();
    const result = await withServer(server, async (place) =>
      resultOf(
        await runTests(named(server.cases ?? { ...cases, ...server.more }), place),
        `${server.name}: `,
      ),
    );
    const seconds = (performance.now() - start) / 1000;
    const row = { name: `adapters: ${server.name}`, ...result, seconds };
    onRow(row);
    return row;
  });
}

async function withServer({ start }, use) {
  const { url, server, stop } = await start();
  try {
    return await use({ url, server });
  } finally {
    await stop();
  }
}

export const runMaking = async () =>
  resultOf(await runTests(named({ ...making, ...misuse })), 'adapters: ');

/** The servers in a process of their own each, because their memory is looked at. */
export async function runLeaks() {
  const script = fileURLToPath(new URL('leaks.js', import.meta.url));
  // At once: they mostly wait.
  return await Promise.all(
    servers.filter(({ isInProcess }) => isInProcess).map(({ name }) => leaksOf(script, name)),
  );
}

async function leaksOf(script, server) {
  return resultOf(
    lastJson(await run(process.execPath, ['--expose-gc', script, server])),
    `${server}: `,
  );
}
