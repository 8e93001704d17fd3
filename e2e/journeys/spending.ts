// What may be spent: a cap is set, everything is stopped and nothing starts, then it is released.
import { randomUUID } from 'node:crypto'
import { inspect } from '../support/axe'
import { ask, newOrg, newPerson, tokenOf } from '../support/people'
import { connect } from '../support/sandbox'
import { confirm, enter, expect, test } from '../support/test'

/** Platforms are told by jobs. */
const TOLD = { timeout: 60_000 }
/** Days that are ahead whenever this runs. */
const AHEAD = new Date().getFullYear() + 1

type Platforms = { integrations: { ad_accounts: { id: string; currency: string; is_used: boolean }[] }[] }[]

test('an administrator caps what is spent, stops everything and releases it', async ({
  page,
  say,
  language,
}) => {
  test.slow()
  const admin = await newPerson(language)
  const org = await newOrg(language, admin)
  const name = `Eid ${randomUUID().slice(0, 8)}`
  const button = (label: Parameters<typeof say<'spending'>>[1]) =>
    page.getByRole('button', { name: say('spending', label), exact: true })
  const limits = page.getByRole('list', { name: say('spending', 'limits.title'), exact: true })

  await enter(page, admin, '/integrations')
  await connect(page, say, 'tiktok')
  const token = await tokenOf(admin)
  const path = `/api/orgs/${org.id}`
  const platforms = await ask<Platforms>('GET', `${path}/integrations`, undefined, token)
  const account = platforms
    .flatMap(({ integrations }) => integrations)
    .flatMap(({ ad_accounts }) => ad_accounts)
    .find(({ currency, is_used }) => currency === 'SAR' && is_used)
  const draft = await ask<{ id: string }>(
    'POST',
    `${path}/campaigns`,
    {
      name,
      objectives: ['traffic'],
      budget: 900,
      budget_type: 'lifetime',
      currency: 'SAR',
      start_date: `${AHEAD}-02-01`,
      end_date: `${AHEAD}-03-01`,
      target_audience: { locations: ['SA'] },
      ad_account_ids: [account?.id],
    },
    token,
  )

  // A cap of the organization's own currency.
  await page.goto('/spending')
  await expect(page.getByRole('heading', { level: 1, name: say('spending', 'title') })).toBeVisible()
  await expect(page.getByText(say('spending', 'limits.none'), { exact: true })).toBeVisible()
  await inspect(page)
  await button('limits.first').click()
  const dialog = page.getByRole('dialog', { name: say('spending', 'limits.add') })
  await dialog.getByLabel(say('spending', 'cap.daily'), { exact: true }).fill('5,000')
  await dialog.getByRole('button', { name: say('spending', 'dialog.submit'), exact: true }).click()
  await expect(dialog.getByLabel(say('spending', 'cap.daily'), { exact: true })).toHaveAttribute(
    'aria-invalid',
    'true',
  )
  await inspect(page)
  await dialog.getByLabel(say('spending', 'cap.daily'), { exact: true }).fill('1000000')
  await dialog.getByRole('button', { name: say('spending', 'dialog.submit'), exact: true }).click()
  await expect(page.getByText(say('spending', 'told.saved'))).toBeVisible()
  await expect(limits.getByText(/1,000,000/)).toBeVisible()
  await inspect(page)

  // Everything stops.
  await button('stop.open').click()
  const stop = page.getByRole('alertdialog', { name: say('spending', 'stop.title') })
  await stop.getByLabel(say('spending', 'stop.note'), { exact: true }).fill(name)
  await inspect(page)
  await stop.getByRole('button', { name: say('spending', 'stop.confirm'), exact: true }).click()
  await expect(page.getByRole('heading', { name: say('spending', 'stopped.title') })).toBeVisible()
  await expect(page.getByText(name, { exact: true })).toBeVisible()
  await expect(button('release.open')).toBeVisible()
  await inspect(page)

  // Every page says so, and nothing starts.
  await page.goto(`/campaigns/${draft.id}`)
  await expect(page.getByText(say('common', 'notice.stopped'), { exact: true })).toBeVisible()
  await page.getByRole('button', { name: say('campaigns', 'action.launch'), exact: true }).click()
  const launch = page.getByRole('dialog', { name: say('campaigns', 'launch.title', { name }) })
  await launch.getByRole('button', { name: say('campaigns', 'action.launch'), exact: true }).click()
  // The server's own sentence.
  await expect(launch.getByRole('alert')).toBeVisible()
  await inspect(page)
  await launch.getByRole('button', { name: say('common', 'action.cancel'), exact: true }).click()

  await page.getByRole('link', { name: say('common', 'notice.stopped_action'), exact: true }).click()
  // Meanwhile the platforms were told of all that ran there.
  for (const state of ['progress.begins', 'progress.going_on'] as const)
    await expect(page.getByText(say('spending', state), { exact: true })).toHaveCount(0, TOLD)
  await button('release.open').click()
  await inspect(page)
  await confirm(page, say('spending', 'release.open'))
  await expect(page.getByText(say('spending', 'told.released'))).toBeVisible()
  await expect(page.getByRole('heading', { name: say('spending', 'runs.title') })).toBeVisible()

  await page.goto(`/campaigns/${draft.id}`)
  await expect(
    page.getByRole('button', { name: say('campaigns', 'action.launch'), exact: true }),
  ).toBeVisible()
  await expect(page.getByText(say('common', 'notice.stopped'), { exact: true })).toHaveCount(0)
})
