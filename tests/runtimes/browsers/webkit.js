/** Debian's WebKitGTK, driven by its own WebDriver, on a screen that exists only in memory. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { debian } from '../../../tools/lib/debian.js';
import { freePort } from '../../../tools/lib/loopback.js';
import { withProgram } from './program.js';

const [driver, screen] = ['/usr/bin/WebKitWebDriver', '/usr/bin/Xvfb'];

/**
 * Calls `use` with the version and with `outcomeAt(url)`, which goes there and gives what the
 * page's script left in `outcome`.
 */
export const withWebKit = (use) =>
  withSession(async ({ version, send }) => {
    const outcomeAt = async (url) => {
      await send('/url', { url });
      // A busy browser can answer for the page before this one.
      for (let tries = 1; ; tries++) {
        const outcome = await send('/execute/sync', {
          script: 'return globalThis.outcome',
          args: [],
        });
        if (outcome || tries === 100) return outcome;
        await sleep(100);
      }
    };
    return await use({ version, outcomeAt });
  });

/**
 * Calls `use` with the version and with `send(path, parameters)`, which sends the session a
 * command.
 */
export async function withSession(use) {
  await debian({ [driver]: 'webkit2gtk-driver', [screen]: 'xvfb' });
  const size = ['-screen', '0', '1600x1200x24'];
  return await withProgram(
    screen,
    ['-displayfd', '3', '-nolisten', 'tcp', ...size],
    {},
    async (child) => {
      const [display] = await once(createInterface({ input: child.stdio[3] }), 'line');
      const port = await freePort();
      const env = { ...process.env, DISPLAY: `:${display}`, GDK_BACKEND: 'x11' };
      // The driver starts the MiniBrowser of its own package, and takes it along when it ends.
      return await withProgram(driver, [`--port=${port}`], { env }, async () => {
        await answering(port);
        const asked = { alwaysMatch: { timeouts: { script: 120_000 } } };
        const { sessionId, capabilities } = await command(port, '/session', {
          capabilities: asked,
        });
        const send = (path, parameters) =>
          command(port, `/session/${sessionId}${path}`, parameters);
        return await use({ version: capabilities.browserVersion, send });
      });
    },
  );
}

/** One command of https://www.w3.org/TR/webdriver/; one without parameters asks for something. */
async function command(port, path, parameters) {
  const sent = parameters === undefined ? {} : { method: 'POST', body: JSON.stringify(parameters) };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, sent);
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
  return value;
}

async function answering(port) {
  for (let tries = 1; ; tries++) {
    try {
      return await fetch(`http://127.0.0.1:${port}/status`);
    } catch (error) {
      if (tries === 200) throw error;
      await sleep(50);
    }
  }
}
