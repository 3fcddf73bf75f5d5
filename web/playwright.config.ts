// Checks in a real browser: the built pages, under the production content security policy, against
// the development mock.
import { defineConfig } from '@playwright/test';
import { MICROPHONE } from './story/places';

const port = 4180;

export default defineConfig({
  testDir: 'tests',
  workers: 1,
  // CI's machine is small and shared; a test that fails twice is broken.
  retries: process.env['CI'] ? 1 : 0,
  timeout: 30_000,
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', ...MICROPHONE],
    },
  },
  webServer: {
    command: 'node dev/mock-server.mjs --dist',
    url: `http://127.0.0.1:${port}/api/sign-in/options`,
    env: { MOCK_PORT: String(port) },
    reuseExistingServer: false,
  },
});
