/** Deno, at a port that is free. */
import { webhookHandler } from 'hookproof/fetch';

const onEvent = ({ id }) => console.log(id);
const { serve } = Deno;
const onListen = ({ port }) => console.log(`listening on http://127.0.0.1:${port}`);
Deno.serve = (handler) => serve({ port: 0, hostname: '127.0.0.1', onListen }, handler);

/* the block */
