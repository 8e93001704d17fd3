// Every page, in every theme, wide and on a phone: nothing that axe objects to, and a light first load.
import type { Page } from '@playwright/test'
import { bringAxe, objections } from '../support/axe'
import { newOrg, newPerson } from '../support/people'
import { enter, expect, test } from '../support/test'

const OPEN = [
  '/sign-in',
  '/register',
  '/forgot-password',
  '/reset-password?token=x',
  '/reset-password',
  '/verify-email',
  '/setup?token=x',
  '/setup',
  '/invitations/x',
  '/reconnect/x',
  '/nowhere',
]
const ORG = [
  '/',
  '/team',
  '/team?invite=new',
  '/team/invitations',
  '/personas',
  '/integrations',
  '/integrations/connect/meta',
  '/integrations/connect/nowhere',
  '/integrations/app/google',
  '/integrations/app/nowhere',
  '/integrations/x',
  '/integrations/meta/callback',
  '/integrations/received',
  '/integrations/keys',
  '/integrations/apps',
  '/integrations/authorized',
  '/integrations/webhooks',
  '/activity',
  '/audit',
  '/usage',
  '/jobs',
  '/jobs?status=failed',
]
const ACCOUNT = [
  '/settings/profile',
  '/settings/alerts',
  '/settings/security',
  '/settings/sessions',
  '/settings/notifications',
  '/settings/data',
  '/settings/organization',
  '/organizations',
  '/organizations?create=new',
  '/notifications',
]
const INSTANCE = [
  '/admin/users',
  '/admin/organizations',
  '/admin/plans',
  '/admin/audit',
  '/admin/webhooks',
  '/admin/health',
  '/admin/jobs',
  '/operations',
  '/onboarding?step=organization',
  '/onboarding?step=team',
  '/onboarding?step=security',
  '/onboarding?step=done',
  '/oauth/authorize?client_id=x',
]
const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]

async function inspect(page: Page, path: string) {
  const found: string[] = []
  await page.goto(path)
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await page.waitForLoadState('networkidle')
  await bringAxe(page)
  for (const size of SIZES) {
    await page.setViewportSize(size)
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
    for (const objection of await objections(page)) found.push(`${path} ${size.width} ${objection}`)
    const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (spill > 0) found.push(`${path} ${size.width}: wider than the screen by ${spill}`)
  }
  await page.setViewportSize(SIZES[0] ?? { width: 1280, height: 800 })
  return found
}

async function inspectAll(page: Page, paths: string[]) {
  const found: string[] = []
  for (const path of paths) found.push(...(await inspect(page, path)))
  expect(found).toEqual([])
}

test.describe('accessible', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } })
  test.slow()

  test('pages for everybody', async ({ page }) => inspectAll(page, OPEN))

  for (const [name, paths] of Object.entries({ ORG, ACCOUNT, INSTANCE }))
    test(`pages behind sign-in: ${name.toLowerCase()}`, async ({ page, language }) => {
      const person = await newPerson(language, '--admin')
      await newOrg(language, person)
      await enter(page, person)
      await inspectAll(page, paths)
    })
})

test('the first load stays light', async ({ page }) => {
  await page.goto('/sign-in')
  await page.waitForLoadState('networkidle')
  const bytes = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(entry => new URL(entry.name).pathname.endsWith('.js'))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
  )
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThan(150_000)
})
