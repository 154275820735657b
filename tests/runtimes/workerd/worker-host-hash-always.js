import { withHostAsked } from '../host-hash-always.js';
import * as hookproof from 'hookproof';
import * as full from 'hookproof/full';
import { conformance } from '../../conformance/index.js';

export default {
  fetch: async () => Response.json(withHostAsked(await conformance(hookproof, full))),
};
