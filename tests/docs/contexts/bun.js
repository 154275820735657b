/** Bun, at a port that is free. */
import { webhookHandler } from 'hookproof/fetch';

const onEvent = ({ id }) => console.log(id);
const { serve } = Bun;
Bun.serve = (options) =>
  console.log(`listening on http://127.0.0.1:${serve({ port: 0, hostname: '127.0.0.1', ...options }).port}`);

/* the block */
