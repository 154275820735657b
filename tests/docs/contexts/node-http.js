/** A server of Node's own. */
import { listening, over, prove } from '../sender.js';

/* the block */

await prove(over(await listening(server)));
process.exit();
