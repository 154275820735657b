import * as hookproof from 'hookproof';
import * as full from 'hookproof/full';
import { conformance } from '../../conformance/index.js';

export default {
  fetch: async () => Response.json(await conformance(hookproof, full)),
};
