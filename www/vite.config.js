import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

export default defineConfig({
  // Relative, so that the page works in any folder of any host.
  base: './',
  build: {
    target: 'es2022',
    // The first that know light-dark(); for others it would be written in another way.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // A preload would need a fetch, and connect-src forbids it; there is one script anyway.
    modulePreload: false,
    // A data: URL would need a wider policy.
    assetsInlineLimit: 0,
  },
  server: { host: '127.0.0.1' },
  plugins: [serviceWorker()],
});

/**
 * Writes into src/service-worker.js which files the build made, and a version that changes with any
 * of them.
 */
function serviceWorker() {
  const source = new URL('src/service-worker.js', import.meta.url);
  return {
    name: 'hookproof:service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const script = readFileSync(source, 'utf8');
      const icon = readFileSync(new URL('public/icon.svg', import.meta.url));
      const hash = createHash('sha256').update(script).update(icon);
      for (const file of Object.values(bundle))
        hash.update(file.type === 'chunk' ? file.code : file.source);
      // ./ is index.html: asked for by that name alone, because a host may redirect the other.
      const files = [
        './',
        './icon.svg',
        ...Object.keys(bundle)
          .filter((name) => name !== 'index.html')
          .map((name) => `./${name}`),
      ];
      const written = script
        .replace('__VERSION__', `hookproof-${hash.digest('hex').slice(0, 16)}`)
        .replace('__FILES__', JSON.stringify(files));
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: written });
    },
  };
}
