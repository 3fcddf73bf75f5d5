/**
 * Browser tests of the visitor's pages against the mock door, on Debian's Chromium:
 * `playwright test -c visitor/e2e/playwright.visitor.config.ts` in web/, after the build.
 */

import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/visitor',
  workers: 1,
  retries: process.env['CI'] ? 1 : 0,
  timeout: 40_000,
  use: {
    baseURL: 'http://127.0.0.1:8787',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
  webServer: {
    command: 'node ../dev/mock-door.mjs',
    url: 'http://127.0.0.1:8787/chat',
    reuseExistingServer: true,
  },
});
