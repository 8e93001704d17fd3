// The platforms' stand-ins: what a person does there, and what goes wrong there.
import { expect, type Page } from '@playwright/test'

/** What the platform does next, once. */
export async function plant(platform: string, kind: string) {
  const answer = await fetch(`${process.env.CMIS_E2E_SANDBOX}/control/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ platform, kind }),
  })
  expect(answer.status, 'planting a fault').toBe(200)
}

/** On the platform's own page. */
export async function decide(page: Page, decision: 'allow' | 'deny') {
  await page.waitForURL(url => url.origin === process.env.CMIS_E2E_SANDBOX)
  await page.locator(`button[value=${decision}]`).click()
  await page.waitForURL(url => url.origin === process.env.CMIS_E2E_URL)
}
