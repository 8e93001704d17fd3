// Numbers that a platform brings: on the dashboard, by filters that stand in the address, and of campaigns side by side.
import type { Page } from '@playwright/test'
import { inspect } from '../support/axe'
import { newOrg, newPerson } from '../support/people'
import { connect } from '../support/sandbox'
import { choose, expect, signIn, test } from '../support/test'

const goTo = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).click()

test('numbers on the dashboard, by filters, and side by side', async ({ page, say, language }) => {
  test.slow()
  const admin = await newPerson(language)
  await newOrg(language, admin)
  const metrics = (key: Parameters<typeof say<'shared/metrics'>>[1]) => say('shared/metrics', key)
  const figure = (name: string) => page.getByRole('figure', { name, exact: true })
  const measure = (key: Parameters<typeof metrics>[0]) =>
    page.getByRole('button', { name: new RegExp(`^${metrics(key)}`), pressed: false })

  await page.goto('/sign-in')
  await signIn(page, say, admin)
  await expect(page.getByRole('heading', { name: say('onboarding', 'list.title') })).toBeVisible()
  // Nothing is connected: the dashboard shows no cards of numbers, and the analytics say what comes first.
  await expect(page.getByRole('region', { name: say('dashboard', 'numbers.title') })).toHaveCount(0)
  await goTo(page, say('common', 'nav.analytics'))
  await expect(page.getByRole('heading', { name: say('analytics', 'none.title') })).toBeVisible()
  await inspect(page)
  await connect(page, say, 'meta')

  await goTo(page, say('common', 'nav.dashboard'))
  const numbers = page.getByRole('region', { name: say('dashboard', 'numbers.title') })
  await expect(numbers).toBeVisible()
  await expect(
    numbers.getByRole('slider', {
      name: say('shared/metrics', 'trend.label', { measure: metrics('measure.spend') }),
    }),
  ).toHaveAttribute('aria-valuemax', '7')
  await expect(figure(say('dashboard', 'status.label'))).toBeVisible()
  await measure('measure.clicks').click()
  await expect(page).toHaveURL(/measure=clicks/)
  await page.getByRole('radio', { name: say('dashboard', 'days.28') }).check()
  await expect(page).toHaveURL(/days=28/)
  await expect(
    numbers.getByRole('slider', {
      name: say('shared/metrics', 'trend.label', { measure: metrics('measure.clicks') }),
    }),
  ).toHaveAttribute('aria-valuemax', '28')
  await inspect(page)

  await goTo(page, say('common', 'nav.analytics'))
  await page.getByRole('button', { name: new RegExp(`^${metrics('period.label')}`) }).click()
  await page.getByRole('button', { name: metrics('period.7'), exact: true }).click()
  await expect(page).toHaveURL(/period=7/)
  await page.getByRole('checkbox', { name: say('shared/platforms', 'name.meta') }).check()
  await expect(page).toHaveURL(/platform=meta/)
  await page.getByRole('checkbox', { name: say('analytics', 'filter.compare') }).uncheck()
  await expect(page).toHaveURL(/compare=off/)
  await measure('measure.impressions').click()
  const parts = (by: 'parts.campaign' | 'parts.country') =>
    figure(say('shared/metrics', 'parts.label', { measure: metrics('measure.impressions'), by: metrics(by) }))
  await choose(page, metrics('parts.by'), metrics('parts.campaign'))
  await expect(parts('parts.campaign').getByRole('link').first()).toBeVisible()
  await expect(figure(say('analytics', 'funnel.title'))).toBeVisible()
  await inspect(page)

  // A reload takes none of it away.
  await page.reload()
  await expect(page).toHaveURL(/measure=impressions/)
  await expect(page.getByRole('checkbox', { name: say('shared/platforms', 'name.meta') })).toBeChecked()
  await expect(page.getByRole('checkbox', { name: say('analytics', 'filter.compare') })).not.toBeChecked()
  await expect(parts('parts.campaign').getByRole('link').first()).toBeVisible()
  await expect(
    page.getByRole('slider', {
      name: say('shared/metrics', 'trend.label', { measure: metrics('measure.impressions') }),
    }),
  ).toHaveAttribute('aria-valuemax', '7')

  // What is shown is kept under a name, and taken along as a file.
  const view = `Spring ${language}`
  const views = (key: Parameters<typeof say<'shared/views'>>[1]) => say('shared/views', key)
  await page.getByRole('button', { name: views('open'), exact: true }).click()
  await page.getByRole('menuitem', { name: views('action.save'), exact: true }).click()
  await page.getByLabel(views('dialog.name'), { exact: true }).fill(view)
  await page.getByRole('button', { name: views('dialog.submit'), exact: true }).click()
  await expect(page.getByRole('button', { name: view })).toBeVisible()
  await page.getByRole('button', { name: metrics('export.open'), exact: true }).click()
  const summary = `${metrics('export.report.overview')} XLSX`
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: summary, exact: true }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^cmis-overview-[\d-]+\.xlsx$/)

  // The filters go along from tab to tab.
  await page.getByRole('link', { name: say('analytics', 'tab.audience'), exact: true }).click()
  await expect(page).toHaveURL(/audience\?.*platform=meta/)
  await expect(parts('parts.country')).toBeVisible()
  const ages = say('analytics', 'ages.label', { measure: metrics('measure.impressions') })
  await expect(figure(ages)).toBeVisible()
  await figure(ages)
    .getByRole('button', { name: say('shared/charts', 'table') })
    .click()
  await expect(page.getByRole('table', { name: ages }).getByRole('row').nth(1)).toBeVisible()
  await inspect(page)

  await page.getByRole('link', { name: say('analytics', 'tab.compare'), exact: true }).click()
  await expect(page.getByRole('heading', { name: say('analytics', 'compare.choose') })).toBeVisible()
  await inspect(page)
  // Two of those there are, found by keyboard: the list opens with the field.
  const field = page.getByRole('combobox', { name: say('analytics', 'filter.campaigns') })
  for (const count of [1, 2]) {
    await field.focus()
    await field.press('ArrowDown')
    await expect(page.getByRole('option').first()).toBeVisible()
    await field.press('ArrowDown')
    await field.press('Enter')
    await expect.poll(() => new URL(page.url()).searchParams.get('campaigns')?.split(',').length).toBe(count)
    await field.press('Escape')
  }
  const table = page.getByRole('table', { name: say('analytics', 'compare.table') })
  await expect(table.getByRole('columnheader')).toHaveCount(2)
  await expect(table.getByText(say('analytics', 'compare.best')).first()).toBeVisible()
  await expect(table.getByText(say('analytics', 'compare.worst')).first()).toBeVisible()
  const overlay = page.getByRole('slider', {
    name: say('analytics', 'compare.label', { measure: metrics('measure.impressions') }),
  })
  await expect(overlay).toHaveAttribute('aria-valuemax', '7')
  await overlay.focus()
  await overlay.press('ArrowLeft')
  await expect(overlay).toHaveAttribute('aria-valuenow', '6')
  await inspect(page)

  // What the team is told about: a rule of one's own beside those that every organization begins with.
  const alerts = (key: Parameters<typeof say<'alerts'>>[1]) => say('alerts', key)
  await page.goto('/settings/alerts')
  const rules = page.getByRole('list', { name: alerts('rules.title'), exact: true }).getByRole('listitem')
  await expect(rules).toHaveCount(2)
  await page.getByRole('button', { name: alerts('rules.add'), exact: true }).click()
  await choose(page, alerts('dialog.kind'), alerts('kind.cpa'))
  await page.getByLabel(alerts('threshold.cpa'), { exact: true }).fill('0')
  await page.getByRole('button', { name: alerts('dialog.submit'), exact: true }).click()
  await expect(page.getByLabel(alerts('threshold.cpa'), { exact: true })).toHaveAttribute(
    'aria-invalid',
    'true',
  )
  await page.getByLabel(alerts('threshold.cpa'), { exact: true }).fill('0.01')
  await inspect(page)
  await page.getByRole('button', { name: alerts('dialog.submit'), exact: true }).click()
  // What it finds at once is told over the word that it is saved.
  await expect(rules).toHaveCount(3)
  await inspect(page)
})
