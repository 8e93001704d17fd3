// Campaigns that a platform brings, with their numbers, and one of our own from a wrong date to the archive and back.
import { randomUUID } from 'node:crypto'
import { inspect } from '../support/axe'
import { newOrg, newPerson } from '../support/people'
import { connect } from '../support/sandbox'
import { act, choose, confirm, enter, expect, test } from '../support/test'

/** Days that are ahead whenever this runs. */
const AHEAD = new Date().getFullYear() + 1

test('campaigns of a platform, and one of our own', async ({ page, say, language }) => {
  test.slow()
  const admin = await newPerson(language)
  await newOrg(language, admin)
  const list = page.getByRole('table', { name: say('campaigns', 'list') })

  await enter(page, admin, '/campaigns')
  await expect(page.getByRole('heading', { name: say('campaigns', 'none.title') })).toBeVisible()
  await inspect(page)
  await connect(page, say, 'meta')

  await page
    .getByRole('navigation')
    .getByRole('link', { name: say('common', 'nav.campaigns') })
    .click()
  await expect(list.getByRole('link').first()).toBeVisible()
  await inspect(page)
  const spend = say('shared/metrics', 'measure.spend')
  await list.getByRole('button', { name: spend, exact: true }).click()
  await expect(list.getByRole('columnheader', { name: spend, exact: true })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  await expect(page).toHaveURL(/sort=-spend/)
  // the rows in this order have come: nothing is busy
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
  const name = await list.getByRole('link').first().innerText()
  await list.getByRole('link').first().click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

  await page.getByRole('button', { name: new RegExp(`^${say('shared/metrics', 'period.label')}`) }).click()
  await page.getByRole('button', { name: say('shared/metrics', 'period.7'), exact: true }).click()
  await expect(page).toHaveURL(/period=7/)
  const title = say('shared/metrics', 'trend.label', { measure: spend })
  const chart = page.getByRole('slider', { name: title })
  await expect(chart).toHaveAttribute('aria-valuemax', '7')
  await chart.focus()
  await chart.press('ArrowLeft')
  await expect(chart).toHaveAttribute('aria-valuenow', '6')
  await inspect(page)
  await page
    .getByRole('figure', { name: title })
    .getByRole('button', { name: say('shared/charts', 'table') })
    .click()
  await expect(page.getByRole('table', { name: title }).getByRole('row')).toHaveCount(8)
  await choose(page, say('shared/metrics', 'parts.by'), say('shared/metrics', 'parts.country'))
  await expect(
    page.getByRole('figure', {
      name: say('shared/metrics', 'parts.label', {
        measure: spend,
        by: say('shared/metrics', 'parts.country'),
      }),
    }),
  ).toBeVisible()
  await inspect(page)
})

test('a draft with a wrong date, found, duplicated, archived and restored', async ({
  page,
  say,
  language,
}) => {
  const admin = await newPerson(language)
  await newOrg(language, admin)
  const name = `Eid ${randomUUID().slice(0, 8)}`
  const copy = say('campaigns', 'duplicate.name', { name })
  const list = page.getByRole('table', { name: say('campaigns', 'list') })
  const field = (label: Parameters<typeof say<'campaigns'>>[1]) =>
    page.getByLabel(say('campaigns', label), { exact: true })

  await enter(page, admin, '/campaigns')
  await page
    .getByRole('link', { name: say('campaigns', 'create.open') })
    .first()
    .click()
  await expect(page.getByRole('heading', { level: 1, name: say('campaigns', 'create.title') })).toBeVisible()
  await page.getByRole('link', { name: say('campaigns', 'wizard.advanced') }).click()
  await field('field.name').fill(name)
  await field('field.budget').fill('5000')
  await field('field.start_date').fill(`${AHEAD}-02-01`)
  await field('field.end_date').fill(`${AHEAD}-01-01`)
  await page.getByRole('checkbox', { name: say('campaigns', 'objective.traffic'), exact: true }).check()
  await inspect(page)
  // A reload takes nothing away.
  await page.reload()
  await expect(field('field.name')).toHaveValue(name)
  const save = page.getByRole('button', { name: say('campaigns', 'create.submit') })
  await save.click()
  await expect(field('field.end_date')).toHaveAttribute('aria-invalid', 'true')
  await inspect(page)
  await field('field.end_date').fill(`${AHEAD}-03-01`)
  await save.click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await inspect(page)

  await page.getByRole('link', { name: say('campaigns', 'action.edit'), exact: true }).click()
  await field('field.budget').fill('6000')
  await page.getByRole('button', { name: say('common', 'save.save') }).click()
  await expect(page.getByText(say('common', 'save.saved'), { exact: true })).toBeVisible()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

  await act(page, say('campaigns', 'actions_of', { name }), say('campaigns', 'action.duplicate'))
  await page
    .getByRole('dialog')
    .getByRole('button', { name: say('campaigns', 'duplicate.submit'), exact: true })
    .click()
  await expect(page.getByRole('heading', { level: 1, name: copy })).toBeVisible()

  await page.goto('/campaigns')
  await page.getByRole('searchbox', { name: say('campaigns', 'search') }).fill('no such thing')
  await expect(page.getByRole('heading', { name: say('campaigns', 'no_match.title') })).toBeVisible()
  await page.getByRole('searchbox', { name: say('campaigns', 'search') }).fill(name)
  await expect(list.getByRole('link')).toHaveCount(2)
  await list.getByRole('checkbox', { name: say('campaigns', 'select.all') }).check()
  await expect(page.getByText(say('campaigns', 'select.count', { count: 2 }))).toBeVisible()
  await inspect(page)
  await page.getByRole('button', { name: say('campaigns', 'bulk.archive'), exact: true }).click()
  await page
    .getByRole('dialog', { name: say('campaigns', 'bulk.title.archive', { count: 2 }) })
    .getByRole('button', { name: say('campaigns', 'bulk.archive'), exact: true })
    .click()
  await expect(page.getByText(say('campaigns', 'bulk.done.archive', { count: 2 }))).toBeVisible()

  await page.getByRole('radio', { name: say('shared/campaigns', 'status.archived') }).check()
  await expect(list.getByRole('link')).toHaveCount(2)
  await act(page, say('campaigns', 'actions_of', { name: copy }), say('campaigns', 'action.restore'))
  await expect(page.getByText(say('campaigns', 'told.restored', { name: copy }))).toBeVisible()
  await expect(list.getByRole('link')).toHaveCount(1)
})

test('a persona, made once, fills the audience of a campaign and stands on its page', async ({
  page,
  say,
  language,
}) => {
  const admin = await newPerson(language)
  await newOrg(language, admin)
  const name = `Mona ${randomUUID().slice(0, 8)}`
  const campaign = `Eid ${randomUUID().slice(0, 8)}`
  const button = (label: Parameters<typeof say<'campaigns'>>[1]) =>
    page.getByRole('button', { name: say('campaigns', label), exact: true })
  const field = (label: Parameters<typeof say<'campaigns'>>[1]) =>
    page.getByLabel(say('campaigns', label), { exact: true })
  const pick = async (label: Parameters<typeof say<'campaigns'>>[1], option: string) => {
    const box = page.getByRole('combobox', { name: say('campaigns', label) })
    // Scrolling to an option would close the list.
    await box.evaluate(input => input.scrollIntoView({ block: 'center' }))
    await box.fill(option)
    await page.getByRole('option', { name: option }).click()
    await box.press('Escape')
  }

  await enter(page, admin, '/campaigns')
  await page.getByRole('link', { name: say('campaigns', 'personas.title') }).click()
  await expect(page.getByRole('heading', { name: say('campaigns', 'personas.none.title') })).toBeVisible()
  await inspect(page)
  await button('personas.add').first().click()
  await button('personas.save').click()
  await expect(field('personas.field.name')).toHaveAttribute('aria-invalid', 'true')
  await field('personas.field.name').fill(name)
  await field('field.age_min').fill('28')
  await field('field.age_max').fill('40')
  await inspect(page)
  await button('personas.save').click()
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible()
  await inspect(page)

  await page.goto('/campaigns/wizard')
  await field('field.name').fill(campaign)
  await pick('team.title', admin.name)
  const onTeam = page.getByRole('list', { name: say('campaigns', 'team.title'), exact: true })
  await expect(onTeam.getByText(admin.name)).toBeVisible()
  await button('wizard.next').click()
  await expect(page).toHaveURL(/step=audience/)
  await pick('persona.one', name)
  await button('persona.fill').click()
  await expect(field('field.age_min')).toHaveValue('28')
  await expect(field('field.age_max')).toHaveValue('40')
  await expect(button('persona.fill')).toHaveCount(0)
  await inspect(page)
  await button('wizard.next').click()
  await expect(page).toHaveURL(/step=platforms/)

  await page.goto('/campaigns?team=mine')
  await page.getByRole('link', { name: campaign }).click()
  await expect(page.getByRole('heading', { level: 1, name: campaign })).toBeVisible()
  await inspect(page)
  await page.getByRole('link', { name, exact: true }).click()
  await act(page, say('campaigns', 'personas.actions_of', { name }), say('campaigns', 'personas.remove'))
  await expect(page.getByText(say('campaigns', 'personas.remove_body', { count: 1 }))).toBeVisible()
  await confirm(page, say('campaigns', 'personas.remove_confirm'))
  await expect(page.getByText(say('campaigns', 'personas.removed', { name }))).toBeVisible()
})
