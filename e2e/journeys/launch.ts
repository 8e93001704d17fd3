// A campaign from its first word to the platforms and back: made step by step, launched, paused, undone, given more money and more days.
import { randomUUID } from 'node:crypto'
import { inspect } from '../support/axe'
import { newOrg, newPerson } from '../support/people'
import { connect } from '../support/sandbox'
import { act, confirm, enter, expect, test } from '../support/test'

/** Journeys that plant faults have other platforms. */
const PLATFORMS = ['tiktok', 'snapchat'] as const
/** Days that are ahead whenever this runs. */
const AHEAD = new Date().getFullYear() + 1
/** Platforms are told by jobs. */
const TOLD = { timeout: 60_000 }

const kuwait = (language: string) =>
  new Intl.DisplayNames(language, { type: 'region' }).of('KW') as string

test('a campaign is made step by step, launched on two platforms, and steered', async ({
  page,
  say,
  language,
}) => {
  test.slow()
  const admin = await newPerson(language)
  await newOrg(language, admin)
  const name = `Eid ${randomUUID().slice(0, 8)}`
  const field = (label: Parameters<typeof say<'campaigns'>>[1]) =>
    page.getByLabel(say('campaigns', label), { exact: true })
  const button = (label: Parameters<typeof say<'campaigns'>>[1]) =>
    page.getByRole('button', { name: say('campaigns', label), exact: true })
  const rail = page.getByRole('navigation', { name: say('campaigns', 'wizard.steps') })
  const step = (id: 'basics' | 'audience' | 'platforms' | 'goal' | 'review') =>
    expect(rail.locator('[aria-current=step]')).toContainText(say('campaigns', `wizard.step.${id}`))
  const next = button('wizard.next')
  const list = page.getByRole('table', { name: say('campaigns', 'list') })
  const history = page.getByRole('list', { name: say('campaigns', 'changes.title'), exact: true })
  const newest = history.getByRole('listitem').first()
  const menu = say('campaigns', 'actions_of', { name })

  await enter(page, admin, '/integrations')
  for (const platform of PLATFORMS) await connect(page, say, platform)

  await page.goto('/campaigns')
  await page
    .getByRole('link', { name: say('campaigns', 'create.open') })
    .first()
    .click()
  await expect(page.getByRole('heading', { level: 1, name: say('campaigns', 'create.title') })).toBeVisible()
  await step('basics')
  await next.click()
  await expect(field('field.name')).toHaveAttribute('aria-invalid', 'true')
  await inspect(page)
  await field('field.name').fill(name)
  await next.click()

  await step('audience')
  await expect(page).toHaveURL(/id=[\w-]+&step=audience/)
  // What the server refuses stands at its field.
  await field('field.age_min').fill('12')
  await next.click()
  await expect(field('field.age_min')).toHaveAttribute('aria-invalid', 'true')
  await field('field.age_min').fill('25')
  const countries = page.getByRole('combobox', { name: say('campaigns', 'audience.locations') })
  await countries.fill(kuwait(language).slice(0, 4))
  await page.getByRole('option', { name: kuwait(language), exact: true }).click()
  await countries.press('Escape')
  await inspect(page)
  await next.click()

  await step('platforms')
  // A reload comes back to the same step of the same draft.
  await page.reload()
  await step('platforms')
  const accounts = page.getByRole('list', { name: say('campaigns', 'form.accounts') }).getByRole('checkbox')
  await expect(accounts).toHaveCount(PLATFORMS.length)
  for (const nth of PLATFORMS.keys()) await accounts.nth(nth).check()
  await inspect(page)
  await next.click()

  await step('goal')
  await rail.getByRole('button', { name: say('campaigns', 'wizard.step.review') }).click()
  await step('review')
  await expect(page.getByText(say('campaigns', 'launch.missing', { count: 4 }))).toBeVisible()
  await expect(button('action.launch')).toBeDisabled()
  await inspect(page)
  await page.getByRole('link', { name: say('campaigns', 'launch.fill.budget') }).click()
  await step('goal')
  await page.getByRole('checkbox', { name: say('campaigns', 'objective.traffic'), exact: true }).check()
  await field('field.budget').fill('5000')
  await field('field.start_date').fill(`${AHEAD}-02-01`)
  await field('field.end_date').fill(`${AHEAD}-01-01`)
  await next.click()
  await expect(field('field.end_date')).toHaveAttribute('aria-invalid', 'true')
  await field('field.end_date').fill(`${AHEAD}-03-01`)
  await inspect(page)
  await next.click()

  await step('review')
  const planned = page.getByRole('list', { name: say('campaigns', 'launch.accounts') })
  await expect(planned.getByRole('listitem')).toHaveCount(PLATFORMS.length)
  await expect(planned.getByRole('listitem').first()).toContainText(kuwait(language))
  await expect(page.getByText(say('campaigns', 'launch.paused_first'))).toBeVisible()
  await inspect(page)
  await button('wizard.back').click()
  await step('goal')
  await expect(field('field.budget')).toHaveValue('5000')
  await next.click()
  await step('review')
  await button('action.launch').click()
  await expect(page.getByText(say('campaigns', 'launch.done'))).toBeVisible(TOLD)
  await inspect(page)
  await page.getByRole('link', { name: say('campaigns', 'edit.back') }).click()

  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(button('action.pause')).toBeVisible()
  await expect(
    page
      .getByRole('list', { name: say('campaigns', 'accounts.title'), exact: true })
      .getByText(say('campaigns', 'push.launch.done')),
  ).toHaveCount(PLATFORMS.length)
  await inspect(page)

  // Paused from the list.
  await page.goto('/campaigns')
  await page.getByRole('searchbox', { name: say('campaigns', 'search') }).fill(name)
  await expect(list.getByRole('link')).toHaveCount(1)
  await act(page, menu, say('campaigns', 'action.pause'))
  await expect(page.getByText(say('campaigns', 'told.pause', { name }))).toBeVisible()
  await expect(list.getByText(say('shared/campaigns', 'status.paused'), { exact: true })).toBeVisible()
  await list.getByRole('link').click()
  await expect(button('action.resume')).toBeVisible()
  await expect(newest).toContainText(say('campaigns', 'changes.deed.pause'))
  await expect(newest.getByText(say('campaigns', 'push.status.done'))).toHaveCount(PLATFORMS.length, TOLD)

  // And taken back.
  await newest.getByRole('button', { name: say('campaigns', 'changes.undo') }).click()
  await inspect(page)
  await confirm(page, say('campaigns', 'undo.confirm'))
  await expect(page.getByText(say('campaigns', 'told.undone'))).toBeVisible()
  await expect(button('action.pause')).toBeVisible()
  await expect(newest).toContainText(say('campaigns', 'changes.deed.resume'))
  await expect(newest.getByText(say('campaigns', 'push.status.done'))).toHaveCount(PLATFORMS.length, TOLD)
  await expect(history.getByText(say('campaigns', 'changes.undone'), { exact: true })).toBeVisible()

  // More than half as much again is asked about once more.
  await act(page, menu, say('campaigns', 'action.budget'))
  const dialog = page.getByRole('dialog', { name: say('campaigns', 'budget_dialog.title') })
  await dialog.getByLabel(say('campaigns', 'budget_dialog.field'), { exact: true }).fill('12000')
  await dialog.getByRole('button', { name: say('campaigns', 'budget_dialog.submit'), exact: true }).click()
  await expect(dialog.getByText(say('campaigns', 'budget_dialog.sure'))).toBeVisible()
  await inspect(page)
  await dialog.getByRole('button', { name: say('campaigns', 'budget_dialog.confirm'), exact: true }).click()
  await expect(page.getByText(say('campaigns', 'told.budget', { name }))).toBeVisible()
  await expect(newest).toContainText(say('campaigns', 'changes.deed.budget'))
  await expect(newest.getByText(say('campaigns', 'push.budget.done'))).toHaveCount(PLATFORMS.length, TOLD)
  for (const deed of ['budget', 'resume', 'pause', 'launch'] as const)
    await expect(
      history.getByText(say('campaigns', `changes.deed.${deed}`), { exact: true }).first(),
    ).toBeVisible()
  await inspect(page)

  // Two weeks longer.
  await act(page, menu, say('campaigns', 'action.dates'))
  const days = page.getByRole('dialog', { name: say('campaigns', 'dates_dialog.title') })
  const last = days.getByLabel(say('campaigns', 'field.end_date'), { exact: true })
  await last.fill(`${AHEAD}-01-01`)
  await days.getByRole('button', { name: say('campaigns', 'dates_dialog.submit'), exact: true }).click()
  await expect(last).toHaveAttribute('aria-invalid', 'true')
  await last.fill(`${AHEAD}-03-15`)
  await inspect(page)
  await days.getByRole('button', { name: say('campaigns', 'dates_dialog.submit'), exact: true }).click()
  await expect(page.getByText(say('campaigns', 'told.dates', { name }))).toBeVisible()
  await expect(newest).toContainText(say('campaigns', 'changes.deed.dates'))
  await expect(newest.getByText(say('campaigns', 'push.dates.done'))).toHaveCount(PLATFORMS.length, TOLD)

  // Many at once.
  await page.goto('/campaigns')
  await page.getByRole('searchbox', { name: say('campaigns', 'search') }).fill(name)
  await expect(list.getByRole('link')).toHaveCount(1)
  await list.getByRole('checkbox', { name: say('campaigns', 'select.all') }).check()
  await button('bulk.budget').click()
  const budgets = page.getByRole('dialog', { name: say('campaigns', 'bulk.title.budget', { count: 1 }) })
  await budgets.getByLabel(say('campaigns', 'bulk.percent'), { exact: true }).fill('10')
  await inspect(page)
  await budgets.getByRole('button', { name: say('campaigns', 'budget_dialog.submit'), exact: true }).click()
  await expect(page.getByText(say('campaigns', 'bulk.done.budget', { count: 1 }))).toBeVisible()
  await list.getByRole('checkbox', { name: say('campaigns', 'select.all') }).check()
  await button('bulk.complete').click()
  await page
    .getByRole('dialog', { name: say('campaigns', 'bulk.title.complete', { count: 1 }) })
    .getByRole('button', { name: say('campaigns', 'bulk.complete'), exact: true })
    .click()
  await expect(page.getByText(say('campaigns', 'bulk.done.complete', { count: 1 }))).toBeVisible()
  await expect(list.getByText(say('shared/campaigns', 'status.completed'), { exact: true })).toBeVisible()
})
