import { withWebCryptoAsked } from '../web-crypto.js';
import * as hookproof from 'hookproof';
import * as full from 'hookproof/full';
import { conformance } from '../../conformance/index.js';

export default {
  fetch: async () => Response.json(withWebCryptoAsked(await conformance(hookproof, full))),
};
