import * as hookproof from 'hookproof';
import * as full from 'hookproof/full';
import { conformance } from '../../conformance/index.js';

globalThis.outcome = conformance(hookproof, full);
