import * as hookproof from 'hookproof';
import { conformance } from '../conformance/index.js';

console.log(JSON.stringify(await conformance(hookproof)));
