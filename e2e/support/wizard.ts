import type { Page } from '@playwright/test'
import { newEmail } from './people'
import { expect } from './test'
import type { Say } from './words'

/** The first run: an organization, an invitation, two-step sign-in left for later, and the dashboard. */
export async function walkWizard(page: Page, say: Say, org: string) {
  const heading = (name: string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await heading(say('onboarding', 'organization.title'))
  await page.getByLabel(say('orgs', 'field.name'), { exact: true }).fill(org)
  await page.getByRole('button', { name: say('orgs', 'create.submit') }).click()

  await heading(say('onboarding', 'team.title'))
  await page.getByLabel(say('onboarding', 'team.email', { number: 1 })).fill(newEmail())
  await page.getByRole('button', { name: say('onboarding', 'team.submit', { count: 1 }) }).click()

  await heading(say('onboarding', 'security.title'))
  await page.getByRole('button', { name: say('onboarding', 'skip') }).click()

  await heading(say('onboarding', 'done.title'))
  await page.getByRole('link', { name: say('onboarding', 'done.go') }).click()
  await expect(page.getByRole('heading', { name: say('onboarding', 'list.title') })).toBeVisible()
  await expect(page.getByRole('button', { name: say('common', 'org.switch') })).toContainText(org)
}
