/**
 * Tests what holds of every webhook with random ones: in Rust by tests/properties.rs, in Node by
 * the files here, which use the package as it was built. `npm test` tries 10,000 cases for each
 * property, the hunt a million. An ed25519 signature takes as long as a hundred HMACs, so those
 * properties get a tenth.
 */
import { attempt } from '../../tools/lib/shell.js';
import { summed } from '../results.js';

const SHORT = 10_000;
const LONG = 1_000_000;

/** How to try its properties that many times. */
const families = [
  { name: 'HMAC, Rust', run: (cases) => inRust(cases, '--skip') },
  { name: 'ed25519, Rust', share: 0.1, run: (cases) => inRust(cases) },
  { name: 'HMAC, Node', run: (cases) => inNode(cases, 'hmac.js') },
  { name: 'ed25519, Node', share: 0.1, run: (cases) => inNode(cases, 'v1a.js') },
  { name: 'headers and payloads in every form, Node', run: (cases) => inNode(cases, 'forms.js') },
  {
    name: 'one call after another, Node',
    unit: 'sequences of webhooks',
    run: (cases) => inNode(cases, 'sequences.js'),
  },
];

export const properties = {
  name: `properties: ${SHORT.toLocaleString('en')} random webhooks for each`,
  run: async () =>
    summed(await Promise.all(families.map(({ share = 1, run }) => run(SHORT * share)))),
};

export const hunts = families.map(({ name, unit = 'webhooks', share = 1, run }) => ({
  name: `properties: ${name}`,
  run: async ({ part }) => {
    const each = Math.round(LONG * share * part);
    const { passed, failed, report } = await run(each);
    const note = `${passed + failed} properties, ${each.toLocaleString('en')} each`;
    return { count: passed * each, unit, failed, note, report };
  },
}));

/**
 * The tests of tests/properties/v1a.rs, or with `--skip` all others. Optimised: it pays from the
 * first run.
 */
async function inRust(cases, ...which) {
  const args = [
    'test',
    '--release',
    '--test',
    'properties',
    '--features',
    'ed25519',
    '--',
    ...which,
    'v1a',
  ];
  const { code, output } = await attempt('cargo', args, {
    env: { ...process.env, PROPTEST_CASES: String(cases) },
  });
  const [, passed = 0, failed = 0] =
    output.match(/^test result: \w+\. (\d+) passed; (\d+) failed/m) ?? [];
  const isWhole = code === 0 && Number(passed) > 0;
  return {
    passed: Number(passed),
    failed: isWhole ? 0 : Math.max(Number(failed), 1),
    report: isWhole ? '' : output,
  };
}

/** In a process of its own, since it gives nobody else a turn. */
async function inNode(cases, file) {
  const { code, stdout, output } = await attempt(process.execPath, [
    'tests/properties/run.js',
    String(cases),
    file,
  ]);
  if (code !== 0) return { passed: 0, failed: 1, report: output };
  const reports = JSON.parse(stdout).map(({ report }) => report);
  const failures = reports.filter((report) => report !== '');
  return {
    passed: reports.length - failures.length,
    failed: failures.length,
    report: failures.join('\n'),
  };
}
