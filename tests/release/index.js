import { releaseFiles } from '../../tools/release/compared.js';
import { prepare } from '../../tools/release/prepare.js';
import { named, runTests } from '../conformance/outcome.js';
import { resultOf } from '../results.js';
import { checkTests } from './check.js';
import { elsewhereTests } from './elsewhere.js';
import { pypiTests } from './pypi.js';
import { publishedTests } from './published.js';
import { tamperedTests } from './tampered.js';
import { workflowTests } from './workflows.js';

/** What a release goes by: its workflows, its checks, and what each registry would be given. */
export const release = {
  name: 'release: workflows, checks, and what would be published',
  run: async () => {
    // Made once: what is looked at.
    await prepare(releaseFiles, { isTrial: true });
    return resultOf(
      await runTests(
        named({
          ...workflowTests,
          ...checkTests,
          ...publishedTests,
          ...pypiTests,
          ...tamperedTests,
          ...elsewhereTests,
        }),
      ),
    );
  },
};
