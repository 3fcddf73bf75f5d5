/**
 * Builds the visitor's pages, apart from the desk: `vite build -c visitor/vite.visitor.config.ts`
 * in web/ writes out/visitor with
 *
 *   widget.js            the loader, one classic script          served at /widget.js
 *   widget/index.html    the page inside the frame               served at /widget
 *   h5/index.html        the mobile page                         served at /chat
 *   chat/assets/*        their scripts and styles, hashed names  served at /chat/assets/*
 *
 * and fails when a first load is over its budget. Tests: `vitest run -c` with this file.
 */

import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { build, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const web = fileURLToPath(new URL('..', import.meta.url));
const out = `${web}out/visitor`;
const TARGETS = ['es2020', 'chrome87', 'safari14', 'firefox90'];
const BUDGET_KB = { page: 60, loader: 5 };

/** The loader is a classic script for the bank's page, so it is built by itself, without modules. */
function loader(): Plugin {
  return {
    name: 'visitor-loader',
    apply: 'build',
    async closeBundle() {
      await build({
        configFile: false,
        root: web,
        logLevel: 'warn',
        publicDir: false,
        build: {
          outDir: out,
          emptyOutDir: false,
          target: TARGETS,
          lib: {
            entry: `${web}widget/loader.ts`,
            formats: ['iife'],
            name: 'WarmlineLoader',
            fileName: () => 'widget.js',
          },
        },
      });
      reportSizes();
    },
  };
}

/** Adds up what a page loads first, as gzip, and fails over the budget. */
function reportSizes(): void {
  const size = (file: string) =>
    gzipSync(readFileSync(`${out}/${file}`), { level: 9 }).length / 1024;
  const pageSize = (page: string) => {
    const html = readFileSync(`${out}/${page}`, 'utf8');
    const parts = [...html.matchAll(/(?:src|href)="\/(chat\/assets\/[^"]+)"/g)].map(
      (match) => match[1] ?? '',
    );
    return parts.reduce((sum, part) => sum + size(part), size(page));
  };
  const lines: [string, number, number][] = [
    ['web.widget_kb_gz', pageSize('widget/index.html'), BUDGET_KB.page],
    ['web.h5_kb_gz', pageSize('h5/index.html'), BUDGET_KB.page],
    ['web.loader_kb_gz', size('widget.js'), BUDGET_KB.loader],
  ];
  for (const [name, kb, budget] of lines) {
    process.stdout.write(`${name} ${kb.toFixed(1)} kB (budget ${budget})\n`);
    if (kb > budget)
      throw new Error(`${name} is ${kb.toFixed(1)} kB, over its budget of ${budget}`);
  }
}

export default defineConfig({
  root: web,
  publicDir: false,
  // The pages use the composition API only; without the other one Vue is 3 kB lighter.
  define: { __VUE_OPTIONS_API__: false },
  plugins: [vue(), loader()],
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsDir: 'chat/assets',
    assetsInlineLimit: 0,
    target: TARGETS,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: { input: { widget: `${web}widget/index.html`, h5: `${web}h5/index.html` } },
  },
  test: { environment: 'happy-dom', include: ['visitor/tests/**/*.test.ts'] },
});
