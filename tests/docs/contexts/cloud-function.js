/** A function of Google's functions-framework, on its own server. */
import testing from '@google-cloud/functions-framework/testing';
import { listening, over, prove } from '../sender.js';

/* the block */

await prove(over(await listening(testing.getTestServer('receive'))));
process.exit();
