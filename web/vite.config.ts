/// <reference types="vitest/config" />
// The desk. The customer's pages are built apart, by visitor/vite.visitor.config.ts, for older
// browsers and a smaller first load; `npm run build` runs both.
import { fileURLToPath, URL } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env['WARMLINE_DEV_SERVER'] ?? 'http://127.0.0.1:8080';
const proxied = { target: server, changeOrigin: false, ws: true };

export default defineConfig({
  plugins: [vue(), tailwindcss()],
  resolve: { alias: { '@': here('src') } },
  build: {
    outDir: 'out/dist',
    manifest: true,
    emptyOutDir: true,
    target: 'es2022',
    // A data: address in CSS would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: {
      '/api': proxied,
      '/chat/': proxied,
      '/docs': proxied,
      '/openapi.json': proxied,
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts', 'visitor/tests/**/*.test.ts'],
    setupFiles: ['fake-indexeddb/auto'],
  },
});
