import * as hookproof from 'hookproof';
import * as full from 'hookproof/full';
import { conformance } from '../../../conformance/index.js';

// Not `await`: WebKit tells a page nothing of a Worker whose top-level await fails.
conformance(hookproof, full).then(postMessage, reportError);
