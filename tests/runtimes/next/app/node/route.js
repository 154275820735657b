import * as hookproof from 'hookproof';
import * as full from 'hookproof/full';
import { conformance } from '../../../../conformance/index.js';

export const GET = async () => Response.json(await conformance(hookproof, full));
