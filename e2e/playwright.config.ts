// The journeys: a real Chromium against the real binary, each in Arabic and in English.
import { defineConfig } from '@playwright/test'

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

export default defineConfig({
  testDir: 'journeys',
  outputDir: 'results',
  globalSetup: './server.ts',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    actionTimeout: 10_000,
  },
  projects: [
    { name: 'ar', use: { locale: 'ar-SA', timezoneId: 'Asia/Riyadh' } },
    { name: 'en', use: { locale: 'en-GB', timezoneId: 'Asia/Riyadh' } },
  ],
})
