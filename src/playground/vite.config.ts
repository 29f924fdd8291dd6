import { defineConfig } from 'vite';

/** Builds the page into what the service serves. Relative addresses, as the service may be mounted below a path. */
export default defineConfig({
  base: './',
  build: {
    outDir: '../../dist/playground',
    emptyOutDir: true,
    // Nothing is to stand inside the page itself: its Content-Security-Policy takes files of this service alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
});
