// The platforms' stand-ins: what a person does there, and what goes wrong there.
import { expect, type Page } from '@playwright/test'
import type { Say } from './words'

type Made = { name: string; status: string }
type Account = { id: string; currency: string; made: Made[] }
type Sums = { impressions: number; clicks: number; spend_micros: number }
type Days = { from: string; to: string }

async function control<Data>(path: string, body?: object): Promise<Data> {
  const answer = await fetch(`${process.env.CMIS_E2E_SANDBOX}/control/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  })
  expect(answer.status, path).toBe(200)
  return answer.json() as Promise<Data>
}

/** What the platform does next, once. */
export const plant = (platform: string, kind: string) => control('faults', { platform, kind })

/** Where a campaign that was made there stands, by platform. */
export async function standing(name: string): Promise<Record<string, string>> {
  const platforms = Object.entries(await control<Record<string, Account[]>>('accounts'))
  const found = platforms.flatMap(([platform, accounts]) =>
    accounts.flatMap(({ made }) =>
      made.filter(it => it.name === name).map(({ status }) => [platform, status]),
    ),
  )
  return Object.fromEntries(found)
}

/** The platform's own id of its account in a currency. */
export async function accountOf(platform: string, currency: string): Promise<string> {
  const all = await control<Record<string, Account[]>>('accounts')
  return all[platform]?.find(account => account.currency === currency)?.id ?? ''
}

/** The platform finds out that it counted wrong. */
export const correct = (platform: string, account: string, days: Days, factor: number) =>
  control('restate', { platform, account, ...days, factor })

/** What the platform counted, of each of its campaigns by its own id. */
export async function truth(platform: string, account: string, days: Days): Promise<Record<string, Sums>> {
  const query = new URLSearchParams({ platform, account, ...days })
  return (await control<{ campaigns: Record<string, Sums> }>(`truth?${query}`)).campaigns
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
