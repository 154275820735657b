/**
 * Pulse's API as its OpenAPI describes it, and as it does not: what comes before /webhook in the
 * path says how it behaves.
 */
import { serving } from '../../tools/lib/loopback.js';

const json = (status, body) => (_, response) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const raw =
  (status, text, type = 'application/json') =>
  (_, response) =>
    response.writeHead(status, { 'content-type': type }).end(text);

const link = 'https://app.svix.com/login#key=abc';

const behaviours = {
  200: json(200, { link }),
  'more than documented': json(200, { link, expires_in: 3600 }),
  401: json(401, {
    error: { code: 'AUTH_002', message: 'Invalid API key', details: { header: 'x-api-key' } },
  }),
  500: json(500, { error: { code: 'SRV_001', message: 'Internal error' } }),
  'empty 401': raw(401, ''),
  '401 in HTML': raw(401, '<h1>Unauthorized</h1>', 'text/html'),
  '401 of other kinds': json(401, {
    error: { code: 7, message: null, details: 'none', stack: 'x' },
  }),
  '401 with another body': json(401, ['no']),
  '500 without an error': json(500, {}),
  429: json(429, { error: { code: 'RATE_001', message: 'Slow down' } }),
  201: json(201, { link }),
  // What a service may well do with a key that it does not know.
  'quotes the key': (request, response) => {
    const key = request.headers['x-api-key'];
    const details = { [key]: key, keys: [`Bearer ${key}`, { deep: [key] }], number: 1, none: null };
    json(401, {
      error: { code: `AUTH_${key}`, message: `the key ${key} (${key}) is unknown`, details },
    })(request, response);
  },
  'quotes the key, escaped': (request, response) => {
    const escaped = [...request.headers['x-api-key']]
      .map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('');
    raw(401, `{"error":{"message":"${escaped}"}}`)(request, response);
  },
  'quotes the key, encoded': (request, response) => {
    const key = request.headers['x-api-key'];
    const base64 = Buffer.from(key).toString('base64');
    const escaped = encodeURIComponent(key);
    const others = [
      base64,
      base64.replace(/=+$/, ''),
      Buffer.from(key).toString('base64url'),
      escaped.replaceAll(/%../g, (hex) => hex.toLowerCase()),
    ];
    json(401, { error: { code: escaped, message: others.join(', '), details: { key } } })(
      request,
      response,
    );
  },
  'quotes the key as a number': (request, response) =>
    raw(401, `{"error":{"details":{"key":${request.headers['x-api-key']}}}}`)(request, response),
  'too deep': raw(
    401,
    `{"error":{"message":"deep","details":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}}`,
  ),
  'no JSON': raw(200, '{"link": '),
  'no link': json(200, { url: link }),
  'a link that is none': json(200, { link: 'not a URL' }),
  'a link that is a script': json(200, { link: 'javascript:alert(1)' }),
  'a link of another kind': json(200, { link: { href: link } }),
  null: json(200, null),
  empty: raw(200, ''),
  huge: raw(200, JSON.stringify({ link: `https://example.com/${'x'.repeat(100_000)}` })),
  endless: (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write('x'.repeat(10_000)), 1);
    response.on('close', () => clearInterval(timer));
  },
  'says nothing': () => {},
  'stops in the middle': (request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"link": "https://'),
  trickles: (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 50);
    response.on('close', () => clearInterval(timer));
  },
  'breaks off': (request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      .write('{"link":');
    setTimeout(() => response.destroy(), 50);
  },
  'hangs up': (request, response) => response.destroy(),
  'is no HTTP': (request, response) => response.socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
  redirects: (request, response) =>
    response.writeHead(307, { location: `${request.elsewhere}/200/webhook` }).end(),
};

/**
 * Calls `use` with the URL of the API and what it was asked, and with another server, of somebody
 * else, and what that was asked.
 */
export const withPulse = (use) =>
  recording(json(200, { link }), (elsewhere) => {
    const pulse = (request, response) => {
      const [, name, path] = request.url.split('/').map(decodeURIComponent);
      const behaviour =
        path === 'webhook' && request.method === 'POST' ? behaviours[name] : raw(404, '');
      behaviour(Object.assign(request, { elsewhere: elsewhere.url }), response);
    };
    return recording(pulse, (server) => use(server, elsewhere));
  });

function recording(answer, use) {
  const requests = [];
  const listener = (request, response) => {
    const { method, url, headers } = request;
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    requests.push({ method, url, headers, body: () => body });
    answer(request, response);
  };
  return serving(listener, (url) => use({ url, requests }));
}
