import { test } from 'vitest';
import { outcome } from './suite.js';

// A Worker has no files: what is printed is read.
test('the suite', async () => console.log(`outcome: ${JSON.stringify(await outcome())}`));
