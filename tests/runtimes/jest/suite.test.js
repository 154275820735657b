/**
 * esbuild puts the suite and its vectors into this file, as CommonJS, before Jest sees it;
 * hookproof stays outside.
 */
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const hookproof = require('hookproof');
const full = require('hookproof/full');
const { conformance } = require('../../conformance/index.js');

/** In milliseconds: a slow machine is no failure. */
const NO_CLOCK = 600_000;

test(
  'the conformance suite',
  async () => {
    writeFileSync(
      join(__dirname, 'outcome.json'),
      JSON.stringify(await conformance(hookproof, full)),
    );
  },
  NO_CLOCK,
);
