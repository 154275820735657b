const hookproof = require('hookproof');
const full = require('hookproof/full');

import('../conformance/index.js').then(async ({ conformance }) => {
  console.log(JSON.stringify(await conformance(hookproof, full)));
});
