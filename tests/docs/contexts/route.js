/**
 * A route handler of Next: its export, asked as Next asks it. examples/next runs in Next itself.
 */
import { webhookHandler } from 'hookproof/fetch';
import { prove, to } from '../sender.js';

const onEvent = ({ id }) => console.log(id);

/* the block */

await prove(to(POST));
