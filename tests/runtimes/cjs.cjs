const hookproof = require('hookproof');
const full = require('hookproof/full');
const subpaths = {
  pulse: require('hookproof/pulse'),
  replay: require('hookproof/replay'),
  testing: require('hookproof/testing'),
};

import('../conformance/index.js').then(async ({ conformance }) => {
  console.log(JSON.stringify(await conformance(hookproof, full, subpaths)));
});
