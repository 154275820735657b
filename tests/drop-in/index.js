/**
 * Compares `Webhook` with those of standardwebhooks, svix 1 and svix 2: what they give and throw
 * for the same cases. Each difference is a row of docs/guides/differences.md, which `npm run
 * tables` writes.
 */
import { fileURLToPath } from 'node:url';
import * as hookproof from 'hookproof';
import { equal, ok } from '../conformance/assert.js';
import { named, runTests } from '../conformance/outcome.js';
import { write, written } from '../docs/written.js';
import { resultOf } from '../results.js';
import { cases } from './cases.js';
import { peers } from './libraries.js';
import { isSame, outcomeOfCase } from './outcome.js';

const page = 'docs/guides/differences.md';
const part = 'differences';

const rows = cases.map((one) => ({
  ...one,
  ours: outcomeOfCase(hookproof, one),
  theirs: peers.map(({ library, like }) => {
    const outcome = outcomeOfCase(library, one);
    // What it always does is a row of its own: elsewhere it is set beside the option of ours that
    // does so, too.
    const ours =
      like === undefined || one.asItIs
        ? outcomeOfCase(hookproof, one)
        : outcomeOfCase(hookproof, one, { ...one.verifying, ...like });
    return { outcome, differs: !isSame(outcome, ours) };
  }),
}));
const different = rows.filter(({ theirs }) => theirs.some(({ differs }) => differs));

const calls = {
  verify: 'verify(payload, headers)',
  new: 'new Webhook(secret)',
  sign: 'sign(id, date, payload)',
};

function table() {
  const head = ['', ...peers.map(({ name }) => name), 'hookproof'];
  return Object.entries(calls)
    .map(([call, title]) => {
      const lines = different
        .filter((row) => row.call === call)
        .map((row) => [
          row.title,
          ...row.theirs.map(({ outcome }) => wordsOf(outcome)),
          row.ours.words,
        ]);
      return [
        `### \`${title}\``,
        '',
        ...[head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`),
      ].join('\n');
    })
    .join('\n\n');
}

const wordsOf = ({ kind, words }) => (kind === 'refuses' ? 'refused' : words);

const tests = named({
  'the titles are all different': () =>
    equal(new Set(cases.map(({ call, title }) => call + title)).size, cases.length),
  'the guide has a row for each difference, and no other': () =>
    ok(written(page, part) === table(), `${page} is not what the libraries do: npm run tables`),
  'what throws here is the developer’s mistake, with a code': () => {
    for (const { title, ours } of rows) {
      if (ours.kind === 'throws')
        ok(ours.error instanceof hookproof.WebhookConfigError, `${title}: ${ours.error.stack}`);
    }
  },
  'what they refuse, ours gives only where it reads more than they do': () => {
    const given = different.filter(
      ({ ours, theirs }) =>
        ours.kind === 'gives' && theirs.some(({ outcome }) => outcome.kind === 'refuses'),
    );
    const more =
      /^(a `Headers` object|a `Map`|a list of pairs|Svix's headers|both sets|six minutes ago, with|a `Buffer` with a byte)/;
    equal(
      given.map(({ title }) => title).filter((title) => !more.test(title)),
      [],
    );
  },
  'signatures are the same wherever both give one, but for bytes that are not UTF-8': () => {
    const other = rows.filter(({ call, ours, theirs }) => {
      const bothSign = ({ outcome }) => outcome.kind === 'gives' && ours.kind === 'gives';
      return call === 'sign' && theirs.some((one) => bothSign(one) && one.differs);
    });
    equal(
      other.map(({ title }) => title),
      ['bytes that are not UTF-8'],
    );
  },
});

export const dropIn = {
  name: 'drop-in: what standardwebhooks, svix 1 and svix 2 give and throw, and ours',
  run: async () => resultOf(await runTests(tests)),
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === '--write') write(page, part, table());
  const { passed, failed, report } = await dropIn.run();
  console.log(
    `${report}\n${different.length} of ${cases.length} cases differ; ${passed} passed, ${failed} failed`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
}
