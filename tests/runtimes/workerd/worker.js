import * as hookproof from 'hookproof';
import { conformance } from '../../conformance/index.js';

export default {
  fetch: async () => Response.json(await conformance(hookproof)),
};
