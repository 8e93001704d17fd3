// The platforms' stand-ins: what a person does there, and what goes wrong there.
import { expect, type Page } from '@playwright/test'
import type { Say } from './words'

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

/**
 * A platform is allowed, the one of its accounts that pays in the organization's currency is taken, and its first numbers are there. All of them
 * would keep the other journeys waiting.
 */
export async function connect(page: Page, say: Say, id: 'meta' | 'tiktok' | 'snapchat') {
  const platform = say('shared/platforms', `name.${id}`)
  const title = say('integrations', 'accounts.title')
  await page.goto(`/integrations/connect/${id}`)
  await page.getByRole('button', { name: say('integrations', 'ask.go', { platform }) }).click()
  await decide(page, 'allow')
  await page
    .getByRole('group', { name: title })
    .getByRole('checkbox', { name: say('shared/platforms', 'accounts.all') })
    .uncheck()
  await page
    .getByRole('list', { name: title })
    .getByRole('checkbox', { name: /Riyadh/ })
    .check()
  const use =
    id === 'meta'
      ? say('integrations', 'accounts.use_choice')
      : say('integrations', 'accounts.use', { count: 1 })
  await page.getByRole('button', { name: use }).click()
  await expect(page.getByText(say('integrations', 'sync.older'))).toBeVisible({ timeout: 120_000 })
}
