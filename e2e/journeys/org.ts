// An organization: its settings, the way to another, its export, and a deletion that is undone.
import { newOrg, newOrgName, newPerson } from '../support/people'
import { confirm, enter, expect, test } from '../support/test'

test('settings are saved, and unsaved ones are not lost', async ({ page, say, language }) => {
  const admin = await newPerson(language)
  const org = await newOrg(language, admin)
  const name = newOrgName(language)
  await enter(page, admin, '/settings/organization')
  const field = page.getByLabel(say('orgs', 'field.name'), { exact: true })
  await expect(field).toHaveValue(org.name)
  await field.fill(name)
  await expect(page.getByText(say('common', 'save.unsaved'))).toBeVisible()
  await page.reload()
  await expect(field).toHaveValue(name)
  await page.getByRole('link', { name: say('settings', 'nav.profile'), exact: true }).click()
  const guard = page.getByRole('alertdialog', { name: say('common', 'save.leave_title') })
  await guard.getByRole('button', { name: say('common', 'action.cancel') }).click()
  await page.getByRole('button', { name: say('common', 'save.save'), exact: true }).click()
  await expect(page.getByText(say('common', 'save.saved'), { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: say('common', 'org.switch') })).toContainText(name)
})

test('language and theme change at once and stay', async ({ page, visit, say, language }) => {
  const person = await newPerson(language)
  await newOrg(language, person)
  const [dir, otherDir] = language === 'ar' ? ['rtl', 'ltr'] : ['ltr', 'rtl']
  const names = { ar: 'العربية', en: 'English' }
  const other = language === 'ar' ? 'en' : 'ar'
  const root = page.locator('html')
  await enter(page, person, '/settings/profile')
  await page.evaluate(() => Object.assign(window, { isSamePage: true }))
  await expect(root).toHaveAttribute('dir', dir)
  await page.getByRole('radio', { name: say('common', 'theme.rose') }).check()
  await expect(root).toHaveAttribute('data-theme', 'rose')
  // What the server said is in the language that it was asked for in: it is asked for again.
  const again = page.waitForRequest(
    request =>
      request.method() === 'GET' &&
      request.headers()['accept-language'] === other &&
      !request.url().endsWith('/users/me'),
  )
  // Not `check`: the other words are fetched before anything changes.
  await page.getByRole('radio', { name: names[other] }).click()
  await again
  await expect(root).toHaveAttribute('dir', otherDir)
  await expect(root).toHaveAttribute('lang', other)
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true)
  // The page is closed before the server has answered.
  await page.route('/api/users/me', route =>
    route.request().method() === 'PUT' ? undefined : route.continue(),
  )
  await page.getByRole('banner').getByRole('button', { name: names[language] }).click()
  await expect(root).toHaveAttribute('dir', dir)
  await page.unrouteAll()
  await page.reload()
  await expect(root).toHaveAttribute('data-theme', 'rose')
  await expect(root).toHaveAttribute('dir', dir)

  // The choice lives in the account, too.
  const elsewhere = await visit()
  await expect
    .poll(async () => {
      const login = { email: person.email, password: person.password, client: 'api' }
      const answer = await elsewhere.request.post('/api/auth/login', { data: login })
      const { user } = (await answer.json()).data
      return [user.theme, user.locale]
    })
    .toEqual(['rose', language])
})

test('switch, export, delete and restore', async ({ page, say, language }) => {
  const admin = await newPerson(language)
  const orgs = [await newOrg(language, admin), await newOrg(language, admin)] as const
  await enter(page, admin, '/organizations')
  const switcher = page.getByRole('button', { name: say('common', 'org.switch') })
  for (const { name } of orgs) {
    await switcher.click()
    await page.getByRole('menuitem', { name }).click()
    await expect(switcher).toContainText(name)
  }
  const [, org] = orgs

  await page.goto('/settings/organization')
  await page.getByRole('button', { name: say('shared/jobs', 'export.start') }).click()
  const archive = page.getByRole('link', { name: say('shared/jobs', 'export.download') })
  await expect(archive).toBeVisible({ timeout: 30_000 })
  const download = page.waitForEvent('download')
  await archive.click()
  expect((await download).suggestedFilename()).toMatch(/\.zip$/)
  expect(await (await download).failure()).toBeNull()

  await page.getByRole('button', { name: say('orgs', 'delete.open') }).click()
  const question = page.getByRole('alertdialog')
  const deed = question.getByRole('button', { name: say('orgs', 'delete.confirm') })
  await expect(deed).toBeDisabled()
  await question.getByLabel(say('common', 'confirm.type', { text: org.name })).fill(org.name)
  await confirm(page, say('orgs', 'delete.confirm'))
  await expect(page.getByText(say('orgs', 'delete.done'))).toBeVisible()
  await page.getByRole('button', { name: say('orgs', 'delete.restore') }).click()
  await expect(page.getByText(say('orgs', 'delete.restored', { name: org.name }))).toBeVisible()
  await expect(page.getByRole('button', { name: say('orgs', 'delete.open') })).toBeVisible()
})
