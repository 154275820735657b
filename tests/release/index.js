import { named, outcomeOf } from '../conformance/outcome.js';
import { resultOf } from '../results.js';
import { checkTests } from './check.js';
import { publish, publishedTests } from './published.js';
import { workflowTests } from './workflows.js';

/** What a release goes by: its workflows, its checks, and what each registry would be given. */
export const release = {
  name: 'release: workflows, checks, and what would be published',
  run: async () => {
    await publish();
    return resultOf(await outcomeOf(named({ ...workflowTests, ...checkTests, ...publishedTests })));
  },
};
