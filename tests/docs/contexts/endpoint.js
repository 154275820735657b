/** What calls an endpoint of SvelteKit or Astro gives it: an object with the request. */
import { prove, to } from '../sender.js';

/* the block */

await prove(to((request) => POST({ request, url: new URL(request.url), params: {} })));
