/**
 * Whoever a script that got into the page would write to: hears HTTP and UDP, and counts what
 * comes.
 */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';

/**
 * Calls `use` with its address, the port of its UDP, what was asked of it, and the number of
 * packets.
 */
export async function withOutsider(use) {
  const heard = { requests: [], packets: 0 };
  const server = createServer((request, response) => {
    heard.requests.push(request.url);
    response.setHeader('access-control-allow-origin', '*');
    response.end('<!doctype html><title>outside</title>');
  });
  const udp = createSocket('udp4').on('message', () => heard.packets++);
  await Promise.all([
    new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)),
    new Promise((resolve) => udp.bind(0, '127.0.0.1', resolve)),
  ]);
  try {
    return await use({
      url: `http://127.0.0.1:${server.address().port}`,
      udp: udp.address().port,
      heard,
    });
  } finally {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    udp.close();
    await closed;
  }
}

/**
 * Runs in the page: asks `url` for something in every way that has a directive of its own; gives
 * the ways.
 */
export async function askInEveryWay(url) {
  const element = (name, properties) =>
    document.body.append(Object.assign(document.createElement(name), properties));
  const ways = {
    fetch: () => fetch(`${url}/fetch`, { mode: 'no-cors' }),
    beacon: () => navigator.sendBeacon(`${url}/beacon`, 'secret'),
    request: () => {
      const request = new XMLHttpRequest();
      request.open('POST', `${url}/request`);
      request.send('secret');
    },
    socket: () => new WebSocket(`${url.replace('http', 'ws')}/socket`),
    events: () => new EventSource(`${url}/events`),
    picture: () => element('img', { src: `${url}/picture` }),
    script: () => element('script', { src: `${url}/script` }),
    style: () => element('link', { rel: 'stylesheet', href: `${url}/style` }),
    font: () => new FontFace('x', `url(${url}/font)`).load(),
    sound: () => element('audio', { src: `${url}/sound`, preload: 'auto' }),
    frame: () => element('iframe', { src: `${url}/frame` }),
    object: () => element('object', { data: `${url}/object` }),
    manifest: () => element('link', { rel: 'manifest', href: `${url}/manifest` }),
    prefetch: () => element('link', { rel: 'prefetch', href: `${url}/prefetch` }),
    worker: () => new Worker(URL.createObjectURL(new Blob([`fetch('${url}/worker')`]))),
    import: () => import(`${url}/import`),
    form: () => {
      element('form', { action: `${url}/form`, method: 'post', id: 'injected' });
      document.getElementById('injected').submit();
    },
  };
  for (const way of Object.values(ways)) {
    try {
      Promise.resolve(way()).catch(() => {});
    } catch {
      // Refused at once: as good as later.
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return Object.keys(ways);
}

/** Runs in the page: has WebRTC look for a way through a server; says whether there is WebRTC. */
export async function connectByWebRtc(port) {
  if (typeof RTCPeerConnection === 'undefined') return false;
  const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
  connection.createDataChannel('x');
  await connection.setLocalDescription(await connection.createOffer());
  await new Promise((resolve) => setTimeout(resolve, 1000));
  connection.close();
  return true;
}
