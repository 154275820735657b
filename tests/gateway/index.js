/** The filter for gateways, in the Envoy that PyPI has, over real HTTP. */
import { debian } from '../../tools/lib/debian.js';
import { receivers } from '../../tools/lib/gateway-example.js';
import { attempt } from '../../tools/lib/shell.js';
import { named, runTests } from '../conformance/outcome.js';
import { resultOf } from '../results.js';
import { cases as ofConfiguration, withConfigurations } from './configuration.js';
import { tests as ofDocumentation } from './documentation.js';
import { checkExamples } from './examples.js';
import { tests as ofRelease } from './released.js';
import { cases as ofRequests } from './requests/index.js';
import { soakGateway } from './soak.js';
import { judgeVectors } from './vectors.js';
import { withGateway } from './world.js';

export const gatewaySuites = [
  { name: 'gateway: every vector that HTTP carries, over HTTP/1.1 and HTTP/2', run: judgeVectors },
  {
    name: 'gateway: what senders do to it',
    run: async () => resultOf(await withGateway((world) => runTests(named(ofRequests), world))),
  },
  {
    name: 'gateway: configurations, right and wrong',
    run: async () =>
      resultOf(await withConfigurations((given) => runTests(named(ofConfiguration), given))),
  },
  {
    name: 'gateway: 10,000 deliveries, one in ten tampered with, while secrets rotate',
    run: () => soaked(10_000),
  },
  {
    name: 'gateway: what is released of it',
    run: async () => resultOf(await runTests(named(ofRelease))),
  },
  {
    name: 'gateway: what its page shows',
    run: async () => resultOf(await runTests(named(ofDocumentation))),
  },
  {
    name: 'gateway: npm run gateway -- --once',
    // It builds what the others read.
    alone: true,
    run: async () => {
      // Without PHP it is skipped, and has not failed.
      await debian(receivers.php.programs);
      const { code, output } = await attempt('npm', ['run', 'gateway', '--', '--once']);
      const isRight = code === 0 && /: 204 /.test(output) && /: 401 /.test(output);
      return { passed: isRight ? 1 : 0, failed: isRight ? 0 : 1, report: output };
    },
  },
  { name: 'gateway: before receivers in PHP, Ruby and Go', run: checkExamples },
];

async function soaked(count) {
  const { sent, problems, resident, grown, reloads } = await soakGateway(count);
  const total = Object.values(sent).reduce((sum, part) => sum + part, 0);
  const mib = (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`;
  return {
    passed: Math.max(total - problems.length, 0),
    failed: problems.length,
    note: `${reloads} rotations, Envoy has ${mib(resident)}, ${mib(grown)} more than at a third`,
    report: some(problems),
  };
}

const some = (list) => list.slice(0, 20).join('\n');
