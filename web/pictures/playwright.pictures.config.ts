// Pictures of every screen, from the real server: one quiet demo for the desk, one with simulated
// people for the screens that count. `npm run pictures`, with WARMLINE_BINARY or a debug build.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { MICROPHONE } from '../story/places';
import { BANK_PAGE, LIVELY, QUIET, TELEPHONES } from './places';

const binary = process.env['WARMLINE_BINARY'] ?? '../target/debug/warmline';

function demo(origin: keyof typeof TELEPHONES, flags: string) {
  return {
    command: `${binary} demo ${flags}`,
    url: `${origin}/readyz`,
    env: {
      WARMLINE_DATA: mkdtempSync(join(tmpdir(), 'warmline-pictures-')),
      WARMLINE_LISTEN: new URL(origin).host,
      WARMLINE_EMBED_ORIGINS: BANK_PAGE,
      WARMLINE_SIP_LISTEN: TELEPHONES[origin],
      WARMLINE_LOG: 'warn',
    },
    timeout: 60_000,
    reuseExistingServer: false,
  };
}

export default defineConfig({
  testDir: '.',
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 20_000 },
  globalTeardown: './write-index.ts',
  use: {
    actionTimeout: 20_000,
    baseURL: QUIET,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: '/usr/bin/chromium', args: ['--no-sandbox', ...MICROPHONE] },
  },
  webServer: [demo(QUIET, '--quiet'), demo(LIVELY, '')],
});
