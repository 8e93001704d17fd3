// Every page, in every theme, wide and on a phone: nothing that axe objects to, and a light first load.
import type { Page } from '@playwright/test'
import axe from 'axe-core'
import { newOrg, newPerson } from '../support/people'
import { enter, expect, test } from '../support/test'

declare global {
  interface Window {
    axe: typeof axe
  }
}

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
  '/nowhere',
]
const ORG = [
  '/',
  '/team',
  '/team?invite=new',
  '/team/invitations',
  '/integrations/keys',
  '/integrations/apps',
  '/integrations/authorized',
  '/activity',
  '/audit',
  '/usage',
]
const ACCOUNT = [
  '/settings/profile',
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
  '/admin/health',
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
const THEMES = ['light', 'dark', 'rose']
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** All that axe objects to in each theme, once everything that moves has come to rest. */
const objections = (page: Page) =>
  page.evaluate(
    async ({ themes, rules }) => {
      const found: string[] = []
      for (const theme of themes) {
        document.documentElement.dataset.theme = theme
        // Only the next frame knows which colours change over time.
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
        await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
        const { violations } = await window.axe.run(document, { runOnly: rules, resultTypes: ['violations'] })
        for (const { id, nodes } of violations)
          for (const { html, failureSummary } of nodes) found.push(`${theme} ${id}: ${html} ${failureSummary}`)
      }
      return found
    },
    { themes: THEMES, rules: RULES },
  )

async function inspect(page: Page, path: string) {
  const found: string[] = []
  await page.goto(path)
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await page.waitForLoadState('networkidle')
  // Once a page: in the page itself, which needs no second copy for each theme and size.
  await page.evaluate(axe.source)
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
