/** The three browser engines, each in a page and in a dedicated Worker. */
import { policyFailures } from './policies.js';
import { withPage } from './puppeteer.js';
import { withServer } from './server.js';
import { withWebKit } from './webkit.js';

const engines = {
  Chromium: (use) => withPage('chrome', use),
  Firefox: (use) => withPage('firefox', use),
  WebKitGTK: withWebKit,
};

export const rows = Object.entries(engines).flatMap(([engine, withEngine]) => [
  { name: `${engine}, page`, run: (consumer) => visiting(consumer, withEngine, inPage) },
  { name: `${engine}, Worker`, run: (consumer) => visiting(consumer, withEngine, inWorker) },
]);

const visiting = (consumer, withEngine, results) =>
  withServer(consumer, (origin) =>
    withEngine(async ({ version, outcomeAt }) => {
      const visit = async (page) => {
        const outcome = await outcomeAt(`${origin}/${page}`);
        if (!outcome) throw new Error(`${page} did not run its script`);
        return outcome;
      };
      return { version, ...(await results(visit)) };
    }),
  );

async function inPage(visit) {
  const { passed, failures } = await visit('suite.html');
  return { passed, failures: [...failures, ...(await policyFailures(visit))] };
}

const inWorker = (visit) => visit('in-worker.html');
