import * as hookproof from 'hookproof';
import { conformance } from '../../conformance/index.js';

globalThis.outcome = conformance(hookproof);
