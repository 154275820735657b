/**
 * Has the service worker keep the page's own files, so that it opens without a network. Says when
 * that is so.
 */
export async function workOffline(status: HTMLElement): Promise<void> {
  // Absent where the origin is not secure; the development server has none.
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  try {
    await navigator.serviceWorker.register(`${import.meta.env.BASE_URL}service-worker.js`, {
      updateViaCache: 'none',
    });
    await navigator.serviceWorker.ready;
    status.textContent = 'Works offline from now on.';
  } catch {
    status.textContent = 'This browser does not keep the page for offline use.';
  }
}
