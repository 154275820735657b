/**
 * Keeps the page's own files, which the build writes in, and serves them, online as offline. A
 * page's connect-src does not bind its worker, whose policy is that of its own response. So this
 * one hears no messages, and asks for nothing but these files and what the page was already allowed
 * to ask for: nothing of the page can get out through it.
 */
const CACHE = '__VERSION__';
const FILES = __FILES__;

/**
 * The page's own addresses: what else a host has in this folder, the API reference say, is no
 * business of this worker's.
 */
const pages = ['./', './index.html'].map((path) => new URL(path, self.location).href);

self.addEventListener('install', (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOthers().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  event.respondWith(kept(event.request));
});

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' })));
}

/** Caches of this worker's scope alone: other pages of the same origin may have their own. */
async function dropOthers() {
  const names = await caches.keys();
  await Promise.all(
    names
      .filter((name) => name.startsWith('hookproof-') && name !== CACHE)
      .map((name) => caches.delete(name)),
  );
}

async function kept(request) {
  const cache = await caches.open(CACHE);
  const isPage = request.mode === 'navigate' && pages.includes(request.url.split(/[?#]/)[0]);
  // Hosts vary by Origin, which these requests have and those of the installation had not.
  const found = await cache.match(isPage ? './' : request, {
    ignoreSearch: true,
    ignoreVary: true,
  });
  return found ?? (await fetch(request));
}
