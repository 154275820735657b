const hookproof = require('hookproof');

import('../conformance/index.js').then(async ({ conformance }) => {
  console.log(JSON.stringify(await conformance(hookproof)));
});
