// A new mail address: it waits until the link in its mail is followed, and the profile says so.
import { mailedLink, newEmail, newOrg, newPerson } from '../support/people'
import { enter, expect, test } from '../support/test'

test('a new address waits for its confirmation', async ({ page, visit, say, language }) => {
  const person = await newPerson(language)
  await newOrg(language, person)
  await enter(page, person, '/settings/profile')
  const next = newEmail()
  const email = page.getByLabel(say('settings', 'profile.email'), { exact: true })
  await email.fill(next)
  await page.getByLabel(say('settings', 'password.current'), { exact: true }).fill(person.password)
  await page.getByRole('button', { name: say('common', 'save.save'), exact: true }).click()
  const waiting = page.getByText(say('settings', 'profile.email_pending', { email: `\u2068${next}\u2069` }))
  await expect(waiting).toBeVisible()
  await expect(email).toHaveValue(person.email)

  // Another browser knows as well: it is the server that tells.
  const other = await visit()
  await enter(other, person, '/settings/profile')
  await expect(other.getByText(next)).toBeVisible()

  await other.goto(await mailedLink(next, /email/))
  await expect(other.getByRole('heading', { name: say('auth', 'verify.done_title') })).toBeVisible()
  await page.reload()
  await expect(email).toHaveValue(next)
  await expect(waiting).toBeHidden()
})
