// The story on the real server: the binary with the demo bank, two people in two browser contexts.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const port = 4199;
const binary = process.env['WARMLINE_BINARY'] ?? '../target/debug/warmline';

export default defineConfig({
  testDir: '.',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    actionTimeout: 8_000,
    baseURL: `http://127.0.0.1:${port}`,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
  webServer: {
    command: `${binary} demo --quiet`,
    url: `http://127.0.0.1:${port}/readyz`,
    env: {
      WARMLINE_DATA: mkdtempSync(join(tmpdir(), 'warmline-story-')),
      WARMLINE_LISTEN: `127.0.0.1:${port}`,
      WARMLINE_LOG: 'warn',
    },
    timeout: 60_000,
    reuseExistingServer: false,
  },
});
