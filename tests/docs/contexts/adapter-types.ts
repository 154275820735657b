/** An adapter of that type: the types are all there is to it. */
import { verifyRequest } from 'hookproof';

/* the block */

export const adapter: Adapter<Request> = (secret, options) => async (request) => {
  const body = new Uint8Array(await request.clone().arrayBuffer());
  const found = typeof secret === 'function' ? await secret(request) : secret;
  return { ...(await verifyRequest(request, found, options)), body };
};
