// An account of one's own: register, confirm, sign in and out, forget the password and choose another.
import { mailedLink, newEmail, PASSWORD } from '../support/people'
import { expect, signIn, signOut, test } from '../support/test'

test('register, confirm, remember, forget and reset', async ({ page, say }) => {
  const email = newEmail()
  const field = (name: 'email' | 'name' | 'password' | 'new_password') =>
    page.getByLabel(say('auth', `field.${name}`), { exact: true })
  const inside = page.getByRole('heading', { name: say('onboarding', 'organization.title') })

  await page.goto('/register')
  await field('name').fill('Nora')
  await field('email').fill(email)
  await field('password').fill('short')
  await page.getByRole('button', { name: say('auth', 'register.submit') }).click()
  await expect(field('password')).toHaveAttribute('aria-invalid', 'true')
  await field('password').fill(PASSWORD)
  await page.getByRole('button', { name: say('auth', 'register.submit') }).click()
  await expect(page.getByRole('heading', { name: say('auth', 'check_mail.title') })).toBeVisible()

  await page.goto(await mailedLink(email, /verify-email/))
  await expect(page.getByRole('heading', { name: say('auth', 'verify.done_title') })).toBeVisible()
  await page.getByRole('link', { name: say('auth', 'verify.continue') }).click()
  await page.getByLabel(say('auth', 'sign_in.remember')).check()
  await signIn(page, say, { email, password: PASSWORD })
  await expect(inside).toBeVisible()
  await page.getByRole('button', { name: say('onboarding', 'later') }).click()
  await signOut(page, say)
  await expect(field('email')).toHaveValue(email)

  await page.getByRole('link', { name: say('auth', 'sign_in.forgot') }).click()
  await expect(page.getByRole('heading', { name: say('auth', 'forgot.title') })).toBeVisible()
  await expect(field('email')).toHaveValue(email)
  await page.getByRole('button', { name: say('auth', 'forgot.submit') }).click()
  await expect(page.getByRole('heading', { name: say('auth', 'check_mail.title') })).toBeVisible()

  const reset = await mailedLink(email, /reset-password/)
  await page.goto(reset)
  await field('new_password').fill(`${PASSWORD}-new`)
  await page.getByRole('button', { name: say('auth', 'reset.submit') }).click()
  await expect(page.getByText(say('auth', 'sign_in.reset_done'))).toBeVisible()

  await signIn(page, say, { email, password: PASSWORD })
  const refusal = page.getByRole('alert')
  await expect(refusal.getByRole('link', { name: say('auth', 'sign_in.wrong_reset') })).toBeVisible()
  await expect(field('email')).toHaveValue(email)
  await signIn(page, say, { email, password: `${PASSWORD}-new` })
  await expect(page.getByRole('button', { name: say('common', 'profile.menu') })).toBeVisible()

  await signOut(page, say)
  await page.goto(reset)
  await field('new_password').fill(`${PASSWORD}-again`)
  await page.getByRole('button', { name: say('auth', 'reset.submit') }).click()
  await expect(page.getByRole('heading', { name: say('auth', 'reset.bad_title') })).toBeVisible()
})
