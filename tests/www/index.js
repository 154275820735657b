/** Tests the playground end to end in three engines, and its parts also in Node. */
import { buildWww } from '../../tools/www.js';
import { runTests } from '../conformance/outcome.js';
import { brokenOff, resultOf, summed } from '../results.js';
import { engines, installEngines } from './engines.js';
import { looksTests } from './looks.js';
import { offlineTests } from './offline.js';
import { otherTests } from './others.js';
import { partTests, parts } from './parts.js';
import { privateTests } from './private.js';
import { withReceiver } from './sending.js';
import { withSite } from './site.js';
import { verifyTests } from './verify.js';

export async function wwwSuite() {
  await installEngines();
  await buildWww();
  const [{ pageCauses }, { examples }] = await Promise.all([import('./causes.js'), parts()]);
  const causes = await pageCauses();
  const inNode = resultOf(await runTests(await partTests()), 'Node, ');
  const inEngines = await Promise.all(
    Object.keys(engines).map((engine) => inEngine(engine, { causes, examples })),
  );
  return summed([inNode, ...inEngines]);
}

const inEngine = (engine, given) =>
  engines[engine]((page) =>
    withSite((site) =>
      withReceiver(async (receiver) => {
        await page.size(1440, 900);
        await page.goto(site.url);
        const { url } = site;
        const outcome = await runTests([
          ...verifyTests(page, given),
          ...otherTests(page, { url, receiver }),
          ...looksTests(page, { engine, url }),
          ...privateTests(page, { ...site, engine }),
          ...offlineTests(page),
        ]);
        return resultOf(outcome, `${engine}, `);
      }),
    ),
  ).catch(brokenOff);
