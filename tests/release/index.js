import { checkTests } from './check.js';
import { publish, publishedTests } from './published.js';
import { workflowTests } from './workflows.js';

/** What a release goes by: its workflows, its checks, and what each registry would be given. */
export const release = {
  name: 'release: workflows, checks, and what would be published',
  run: async () => {
    await publish();
    const problems = [];
    const tests = Object.entries({ ...workflowTests, ...checkTests, ...publishedTests });
    for (const [name, run] of tests) {
      await Promise.resolve()
        .then(run)
        .catch((error) => problems.push(`${name}\n${error.stack}`));
    }
    return { passed: tests.length - problems.length, failed: problems.length, report: problems.join('\n\n') };
  },
};
