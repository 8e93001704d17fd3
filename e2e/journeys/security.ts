// Two-step sign-in with an authenticator and with a recovery code, the list of devices, and a new password.
import { TOTP } from 'otpauth'
import { newOrg, newPerson } from '../support/people'
import { enter, expect, signIn, signOut, test } from '../support/test'

const PERIOD = 30_000

test('two-step sign-in', async ({ page, say, language }) => {
  const person = await newPerson(language)
  await newOrg(language, person)
  await enter(page, person, '/settings/security')
  await page.getByRole('button', { name: say('settings', 'mfa.begin') }).click()
  await page.getByLabel(say('settings', 'password.yours'), { exact: true }).fill(person.password)
  await page.getByRole('button', { name: say('settings', 'mfa.continue') }).click()
  const secret = (await page.locator('code').first().innerText()).replaceAll(' ', '')
  const totp = new TOTP({ secret })
  // A code works once, so the confirmation and the sign-in take those of neighbouring half minutes.
  const code = (at: number) => totp.generate({ timestamp: Date.now() + at * PERIOD })
  await page.getByLabel(say('settings', 'mfa.code'), { exact: true }).fill(code(0))
  const codes = page.getByRole('region', { name: say('settings', 'codes.title') }).getByRole('listitem')
  await expect(codes).toHaveCount(10)
  const recovery = await codes.first().innerText()
  const finish = page.getByRole('button', { name: say('settings', 'codes.finish'), exact: true })
  await expect(finish).toBeDisabled()
  await page.getByLabel(say('settings', 'codes.kept')).check()
  await finish.click()
  await expect(page.getByRole('button', { name: say('settings', 'mfa.disable') })).toBeVisible()

  const inside = page.getByRole('button', { name: say('common', 'profile.menu') })
  await signOut(page, say)
  await signIn(page, say, person)
  await expect(page.getByRole('heading', { name: say('auth', 'mfa.title') })).toBeVisible()
  await page.getByLabel(say('auth', 'field.code'), { exact: true }).fill(code(1))
  await expect(inside).toBeVisible()

  for (const isFirst of [true, false]) {
    await signOut(page, say)
    await signIn(page, say, person)
    await page.getByRole('button', { name: say('auth', 'mfa.use_recovery') }).click()
    await page.getByLabel(say('auth', 'field.recovery'), { exact: true }).fill(recovery)
    await page.getByRole('button', { name: say('auth', 'mfa.submit') }).click()
    if (isFirst) await expect(inside).toBeVisible()
  }
  await expect(page.locator('[aria-invalid=true]').or(page.getByRole('alert')).first()).toBeVisible()
  await expect(inside).toBeHidden()
})

test('devices and password', async ({ page, visit, say, language }) => {
  const person = await newPerson(language)
  await newOrg(language, person)
  const other = await visit()
  await enter(other, person)
  await enter(page, person, '/settings/sessions')
  const rows = page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ has: page.getByRole('time') })
  await expect(page.getByText(say('settings', 'sessions.this'), { exact: true })).toBeVisible()
  await expect(rows).toHaveCount(1)
  await rows.getByRole('button').click()
  await expect(page.getByText(say('settings', 'sessions.ended', { count: 1 }))).toBeVisible()
  await expect(page.getByText(say('settings', 'sessions.only_here'))).toBeVisible()
  await other.reload()
  await expect(other.getByRole('heading', { name: say('auth', 'sign_in.title') })).toBeVisible()

  const fresh = `${person.password}-new`
  await page.goto('/settings/security')
  const current = page.getByLabel(say('settings', 'password.current'), { exact: true })
  const change = page.getByRole('button', { name: say('settings', 'password.submit') })
  await current.fill('not-my-password')
  await page.getByLabel(say('settings', 'password.new'), { exact: true }).fill(fresh)
  await change.click()
  await expect(page.locator('[aria-invalid=true]').or(page.getByRole('alert')).first()).toBeVisible()
  await current.fill(person.password)
  await change.click()
  await expect(page.getByText(say('settings', 'password.done', { count: 0 }))).toBeVisible()
  await signIn(other, say, person)
  await expect(other.getByRole('alert')).toBeVisible()
  await signIn(other, say, { email: person.email, password: fresh })
  await expect(other.getByRole('button', { name: say('common', 'profile.menu') })).toBeVisible()
})
