// The journeys: a real Chromium against the real binary, each in Arabic and in English.
import { defineConfig } from '@playwright/test'
import type { Options } from './support/test'

// Chromium's own network chatter is off, so that the journeys need no network beyond this machine.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const FIRST = 'first.ts'

export default defineConfig<Options>({
  testDir: 'journeys',
  testMatch: '*.ts',
  outputDir: 'results',
  globalSetup: './server.ts',
  fullyParallel: true,
  workers: 2,
  // A journey that passes only the second time stands in the report as flaky, with the trace of the first: a bug to be
  // looked for, which stops nobody else's work meanwhile.
  retries: process.env.CMIS_TEST_STRICT ? 0 : 1,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell', args },
    // what was done and asked, without a picture of each step: taking those was a third of the work
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
    actionTimeout: 10_000,
    timezoneId: 'Asia/Riyadh',
    permissions: ['clipboard-read', 'clipboard-write'],
  },
  projects: [
    // The set-up link works once, so it comes before everybody else.
    { name: 'first', testMatch: FIRST, use: { locale: 'ar-SA', language: 'ar' } },
    // What has no language is done in one of them.
    {
      name: 'ar',
      testIgnore: FIRST,
      grepInvert: /@en/,
      dependencies: ['first'],
      use: { locale: 'ar-SA', language: 'ar' },
    },
    {
      name: 'en',
      testIgnore: FIRST,
      grepInvert: /@ar/,
      dependencies: ['first'],
      use: { locale: 'en-GB', language: 'en' },
    },
  ],
})
