/** React Router's server, with one route that has no component. */
import { createRequestHandler } from 'react-router';
import { prove, to } from '../sender.js';

/* the block */

const routes = { webhook: { id: 'webhook', path: 'webhook', module: { action } } };
const handle = createRequestHandler(
  {
    routes,
    entry: { module: {} },
    assets: { routes: {} },
    future: {},
    routeDiscovery: { mode: 'initial', manifestPath: '/__manifest' },
    basename: '/',
    ssr: true,
  },
  'production',
);
await prove(to(handle));
