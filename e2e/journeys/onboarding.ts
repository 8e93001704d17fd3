// Somebody without an organization is led to one, or goes on without.
import { newOrgName, newPerson } from '../support/people'
import { expect, signIn, test } from '../support/test'
import { walkWizard } from '../support/wizard'

test('the wizard leads to an organization', async ({ page, say, language }) => {
  const person = await newPerson(language)
  await page.goto('/')
  await signIn(page, say, person)
  await walkWizard(page, say, newOrgName(language))
})

test('the wizard can wait', async ({ page, say, language }) => {
  const person = await newPerson(language)
  await page.goto('/sign-in')
  await signIn(page, say, person)
  await page.getByRole('button', { name: say('onboarding', 'later') }).click()
  await expect(page.getByRole('heading', { name: say('dashboard', 'no_org.title') })).toBeVisible()
  await page.getByRole('link', { name: say('dashboard', 'no_org.create') }).click()
  await expect(page.getByRole('dialog', { name: say('orgs', 'create.title') })).toBeVisible()
})
