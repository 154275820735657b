/** Does nothing but serve, as most programs on Deno: answers how often `node:crypto` was loaded. */
import { counted } from './count-loads.js';
import 'hookproof';

const onListen = ({ port }) => console.log(`listening on http://127.0.0.1:${port}`);
Deno.serve({ port: 0, hostname: '127.0.0.1', onListen }, () => new Response(String(counted())));
