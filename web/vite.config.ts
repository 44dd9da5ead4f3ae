import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const server = process.env.CITYLOOP_SERVER ?? 'http://127.0.0.1:8090';

export default defineConfig({
  plugins: [svelte()],
  resolve: {
    alias: { $lib: fileURLToPath(new URL('./src/lib', import.meta.url)) },
    // Without it vitest takes Svelte's server build, in which nothing mounts.
    conditions: process.env.VITEST ? ['browser'] : undefined,
  },
  build: {
    target: 'es2022',
    // A data: address for a font or a script would need a wider CSP.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    // Vite's polyfill is an inline script in some builds; every browser that runs ES2022 preloads modules by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: { proxy: { '/api': server, '/tiles': server } },
  test: { environment: 'happy-dom', css: true, include: ['tests/**/*.test.ts'] },
});
