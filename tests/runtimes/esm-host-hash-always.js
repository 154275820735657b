import { withHostAsked } from './host-hash-always.js';
import * as hookproof from 'hookproof';
import { conformance } from '../conformance/index.js';

console.log(JSON.stringify(withHostAsked(await conformance(hookproof))));
