// The story on the real server: the binary with the demo bank, two people in two browser contexts.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { MICROPHONE, PORT, TELEPHONE } from './places';

const binary = process.env['WARMLINE_BINARY'] ?? '../target/debug/warmline';

export default defineConfig({
  testDir: '.',
  workers: 1,
  // CI's machine is small and shared: what is waited for comes late, and a test that fails twice is broken.
  retries: process.env['CI'] ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 25_000 },
  use: {
    actionTimeout: 25_000,
    baseURL: `http://127.0.0.1:${PORT}`,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox', ...MICROPHONE] },
  },
  webServer: {
    command: `${binary} demo --quiet`,
    url: `http://127.0.0.1:${PORT}/readyz`,
    env: {
      WARMLINE_DATA: mkdtempSync(join(tmpdir(), 'warmline-story-')),
      WARMLINE_LISTEN: `127.0.0.1:${PORT}`,
      WARMLINE_SIP_LISTEN: TELEPHONE,
      WARMLINE_LOG: 'warn',
    },
    timeout: 60_000,
    reuseExistingServer: false,
  },
});
