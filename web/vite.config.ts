/// <reference types="vitest/config" />
// One build, several pages: the desk (index.html) and, where their folders exist, the customer's
// chat page (h5/), the widget's frame (widget/) and its loader script, which must keep a fixed name.
import { existsSync } from 'node:fs';
import { fileURLToPath, URL } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const pages = {
  desk: 'index.html',
  chat: 'h5/index.html',
  widget: 'widget/index.html',
  loader: 'widget/loader.ts',
};
const input = Object.fromEntries(
  Object.entries(pages)
    .map(([name, path]) => [name, here(path)] as const)
    .filter(([, path]) => existsSync(path)),
);

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
    rolldownOptions: {
      input,
      output: {
        entryFileNames: (chunk) =>
          chunk.name === 'loader' ? 'widget.js' : 'assets/[name]-[hash].js',
      },
    },
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
    include: ['src/**/*.test.ts', 'h5/**/*.test.ts', 'widget/**/*.test.ts'],
    setupFiles: ['fake-indexeddb/auto'],
  },
});
