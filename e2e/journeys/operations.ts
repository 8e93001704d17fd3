// Background work as people see it: an export found in the list and on its page, one that failed and is tried again, and the
// operations page of whoever keeps the installation.
import { cmis, newOrg, newPerson } from '../support/people'
import { confirm, enter, expect, test } from '../support/test'
import { isolated } from '../support/words'

test('an export is followed from the list to its archive', async ({ page, say, language }) => {
  const admin = await newPerson(language)
  await newOrg(language, admin)
  await enter(page, admin, '/settings/organization')
  await page.getByRole('button', { name: say('shared/jobs', 'export.start') }).click()
  await expect(page.getByRole('link', { name: say('shared/jobs', 'export.download') })).toBeVisible({
    timeout: 30_000,
  })

  await page.goto('/jobs')
  const work = say('shared/jobs', 'kind.org.export')
  await expect(page.getByText(say('jobs', 'by', { name: isolated(admin.name) }))).toBeVisible()
  await page.getByRole('radio', { name: say('shared/jobs', 'status.failed') }).check()
  await expect(page.getByRole('heading', { name: say('jobs', 'none.filtered') })).toBeVisible()
  await expect(page).toHaveURL(/status=failed/)
  await page
    .getByRole('main')
    .getByRole('button', { name: say('common', 'action.clear') })
    .click()
  await page.getByRole('link', { name: work, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: work })).toBeVisible()
  await expect(page.getByRole('link', { name: say('shared/jobs', 'export.download') })).toBeVisible()
  await expect(page.getByRole('heading', { name: say('jobs', 'attempts.title') })).toBeVisible()

  await page.goto('/jobs/01900000-0000-7000-8000-00000000dead')
  await expect(page.getByRole('heading', { name: say('jobs', 'gone') })).toBeVisible()
})

test('the keeper sees how the installation does and holds its recurring work', async ({
  page,
  say,
  language,
}) => {
  const keeper = await newPerson(language, '--admin')
  await newOrg(language, keeper)
  await enter(page, keeper, '/operations')
  await expect(page.getByRole('heading', { level: 1, name: say('operations', 'title') })).toBeVisible()
  await expect(page.getByText(say('operations', 'status.healthy'))).toBeVisible()
  await expect(page.getByText(say('operations', 'schedule.maintenance'))).toBeVisible()

  // refreshed by itself, held, and let go
  const figures = () => page.waitForResponse(answer => answer.url().includes('/api/metrics'))
  await figures()
  await page.getByRole('button', { name: say('operations', 'pause'), exact: true }).click()
  await page.getByRole('button', { name: say('operations', 'resume'), exact: true }).click()
  const asked = figures()
  await page.getByRole('button', { name: say('operations', 'refresh'), exact: true }).click()
  await asked
  await page.getByRole('button', { name: say('operations', 'chart.table') }).click()
  await expect(page.getByRole('table', { name: say('operations', 'period.hour') })).toBeVisible()
  await page.getByRole('radio', { name: say('operations', 'period.day') }).check()
  await expect(page).toHaveURL(/period=day/)

  // only one of both languages may hold it at a time
  if (language === 'en') {
    await page.getByRole('button', { name: say('operations', 'schedules.pause') }).click()
    await confirm(page, say('operations', 'schedules.pause'))
    await expect(page.getByText(say('operations', 'schedules.paused'))).toBeVisible()
    expect(await cmis<{ paused_at: string }[]>(['schedule:list', '--json'])).toContainEqual(
      expect.objectContaining({ paused_at: expect.any(String) }),
    )
    await page.getByRole('button', { name: say('operations', 'schedules.resume') }).click()
    await expect(page.getByRole('button', { name: say('operations', 'schedules.pause') })).toBeVisible()
  }

  await page.goto('/admin/jobs')
  await expect(page.getByRole('heading', { name: say('jobs', 'admin.kinds') })).toBeVisible()
  await page.getByRole('radio', { name: say('shared/jobs', 'status.pending') }).check()
  await expect(page).toHaveURL(/status=pending/)
})

test('who does not keep the installation gets no further', async ({ page, say, language }) => {
  const person = await newPerson(language)
  await newOrg(language, person)
  await enter(page, person, '/operations')
  await expect(page.getByText(say('common', 'no_access.instance'))).toBeVisible()
})
