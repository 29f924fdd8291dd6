import { defineConfig } from 'vite';

/** What the page asks the service for, while it is worked on with `npm run dev:patient` beside `npm run dev`. */
const ASKED = ['knowledge.json', 'evidence'];

/** Builds the page into what the service serves. Relative addresses, as the service may be mounted below a path. */
export default defineConfig({
  base: './',
  build: {
    outDir: '../../../dist/patient',
    emptyOutDir: true,
    // Nothing is to stand inside the page itself: its Content-Security-Policy takes files of this service alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    // fhirpath.js alone; it is loaded only where an expression of a site's own asks for it.
    chunkSizeWarningLimit: 3_000,
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(ASKED.map((path) => [`/${path}`, 'http://127.0.0.1:3000'])),
  },
});
