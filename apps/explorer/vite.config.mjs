// The page's files, made by `npm run build` (tooling/scripts/build-explorer.mjs). `npx vite` in this folder serves the sources while they are
// edited, in front of the node at its standard port.
import { defineConfig } from 'vite';

export default defineConfig({
  // Relative paths, so that the page works below any path.
  base: './',
  // Workspace packages are taken from their sources, so that the page is built before anything is compiled.
  resolve: { conditions: ['@tos/source', 'module', 'browser'] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    // The node's Content-Security-Policy allows files of the node only: no inline scripts and no data URLs.
    assetsInlineLimit: 0,
    modulePreload: false,
  },
  server: { proxy: { '/json_rpc': { target: 'http://127.0.0.1:8080', ws: true }, '/health': 'http://127.0.0.1:8080' } },
});
