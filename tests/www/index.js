/** The playground, end to end in three engines; its parts also in Node. */
import { buildWww } from '../../tools/www.js';
import { engines, installEngines } from './engines.js';
import { looksTests } from './looks.js';
import { offlineTests } from './offline.js';
import { otherTests } from './others.js';
import { partTests, parts } from './parts.js';
import { privateTests } from './private.js';
import { withReceiver } from './sending.js';
import { withSite } from './site.js';
import { verifyTests } from './verify.js';

export async function wwwSuite(chosen = Object.keys(engines)) {
  await installEngines();
  await buildWww();
  const [{ pageCauses }, { examples }] = await Promise.all([import('./causes.js'), parts()]);
  const causes = await pageCauses();
  const inNode = await outcomes('Node', await partTests());
  const inEngines = await Promise.all(chosen.map((engine) => inEngine(engine, { causes, examples })));
  const all = [inNode, ...inEngines].flat();
  const failed = all.filter(({ problem }) => problem !== undefined);
  return {
    passed: all.length - failed.length,
    failed: failed.length,
    report: failed.map(({ name, problem }) => `${name}\n${problem}`).join('\n\n'),
  };
}

const inEngine = (engine, given) =>
  engines[engine]((page) =>
    withSite((site) =>
      withReceiver(async (receiver) => {
        await page.size(1440, 900);
        await page.goto(site.url);
        const { url } = site;
        const found = await outcomes(engine, [
          ...verifyTests(page, given),
          ...otherTests(page, { url, receiver }),
          ...looksTests(page, { engine, url }),
          ...privateTests(page, site),
          ...offlineTests(page),
        ]);
        return found;
      }),
    ),
  ).catch((error) => [{ name: engine, problem: error.stack }]);

async function outcomes(where, tests) {
  const found = [];
  for (const { name, run } of tests) {
    const problem = await Promise.resolve()
      .then(run)
      .then(
        () => undefined,
        (error) => error.stack,
      );
    found.push({ name: `${where}, ${name}`, problem });
  }
  return found;
}
