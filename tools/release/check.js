/**
 * `node tools/release/check.js v1.2.3`: whether that tag can be released. In a workflow, the tag
 * that started it.
 */
import { facts } from './facts.js';
import { problems } from './problems.js';

const tag = process.argv[2] ?? process.env.GITHUB_REF_NAME;
if (tag === undefined) {
  console.error('usage: node tools/release/check.js <tag>');
  process.exit(2);
}
const found = problems(tag, facts(), process.env.GITHUB_REPOSITORY);
console.log(
  [
    `${tag} ${found.length === 0 ? 'can' : 'cannot'} be released`,
    ...found.map((problem) => `- ${problem}`),
  ].join('\n'),
);
process.exitCode = found.length === 0 ? 0 : 1;
