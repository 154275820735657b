import { fetchApp } from './fetch-app.js';

const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request) => fetchApp(request) });
console.log(`listening on http://127.0.0.1:${server.port}`);
