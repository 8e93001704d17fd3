// The set-up link makes the first person, who administers the installation.
import { newEmail, newOrgName, PASSWORD } from '../support/people'
import { expect, signIn, signOut, test } from '../support/test'
import { walkWizard } from '../support/wizard'

test('the first person sets the installation up', async ({ page, say, language }) => {
  const setup = process.env.CMIS_E2E_SETUP ?? ''
  expect(setup, 'the link that the server prints at its first start').toContain('/setup?token=')
  const email = newEmail()
  await page.goto(setup)
  await expect(page.getByRole('heading', { name: say('auth', 'setup.title') })).toBeVisible()
  await page.getByLabel(say('auth', 'field.name'), { exact: true }).fill('Salma')
  await page.getByLabel(say('auth', 'field.email'), { exact: true }).fill(email)
  await page.getByLabel(say('auth', 'field.password'), { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: say('auth', 'setup.submit') }).click()
  await walkWizard(page, say, newOrgName(language))
  await expect(page.getByRole('link', { name: say('common', 'nav.admin') })).toBeVisible()

  await signOut(page, say)
  await signIn(page, say, { email, password: PASSWORD })
  await expect(page.getByRole('button', { name: say('common', 'profile.menu') })).toBeVisible()

  await page.goto(setup)
  await page.getByLabel(say('auth', 'field.name'), { exact: true }).fill('Second')
  await page.getByLabel(say('auth', 'field.email'), { exact: true }).fill(newEmail())
  await page.getByLabel(say('auth', 'field.password'), { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: say('auth', 'setup.submit') }).click()
  await expect(page.getByRole('alert')).toBeVisible()
})
