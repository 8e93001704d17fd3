// What a newcomer does with `cmis demo`: looks around, plans, launches, sees numbers arrive, pauses, compares and takes a file along; by the
// browser, and the same by curl and by the command line.
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import readBook, { type Row } from 'read-excel-file/node'
import { createFormat } from '@/shared/format/format'
import { moveTo, open } from '../support/house'
import { ask, cmis, tokenOf } from '../support/people'
import { accountOf, correct, standing, truth } from '../support/sandbox'
import { act, expect, test as journey, type Options, signIn } from '../support/test'

type Demo = { org_id: string; org: string; email: string; password: string }
type Campaign = { id: string; name: string; metrics: Metrics }
type Connected = {
  platform: string
  integrations: { ad_accounts: { id: string; is_used: boolean }[] }[]
}
type Metrics = { impressions: number; clicks: number; spend: number }

/** Platforms are told by jobs. */
const TOLD = { timeout: 60_000 }
const CURRENCY = 'SAR'
const DAY = 86_400_000
/** A day of the demo's organization. */
const day = (from: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Riyadh' }).format(Date.now() + from * DAY)
const YESTERDAY = { from: day(-1), to: day(-1) }
const query = ({ from, to } = YESTERDAY) => `start_date=${from}&end_date=${to}`

/**
 * A demo in a house of its own: it connects every platform, where other journeys plant faults for whoever calls next, and what its platforms
 * counted is corrected here. Nothing else runs in this process, so all that asks and commands goes there.
 */
const test = journey.extend<object, { demo: Demo }>({
  demo: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
    async ({}, use, { project }) => {
      const house = await open({ CMIS_HISTORY_MONTHS: '1' })
      moveTo(house)
      const { language } = project.use as Options
      try {
        await use(await cmis<Demo>(['demo', '--locale', language, '--json']))
      } finally {
        await house.end()
      }
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  baseURL: async ({ demo }, use) => use(demo && process.env.CMIS_E2E_URL),
})
test.describe.configure({ mode: 'default' })

/** A cell of a sheet's table, by its row and by what stands above it. */
function cellOf(sheet: Row[] = [], row: (cells: Row) => boolean, column: (name: string) => boolean) {
  const isColumn = (cell: Row[number]) => column(String(cell))
  const head = sheet.findIndex(cells => cells.slice(1).some(isColumn))
  return sheet.slice(head + 1).find(row)?.[sheet[head]?.findIndex(isColumn) ?? -1]
}

test('a demo is looked around in, and a campaign of it launched, paused and compared', async ({
  page,
  context,
  demo,
  say,
  language,
}) => {
  test.slow()
  const token = await tokenOf(demo)
  const api = <Data>(path: string) => ask<Data>('GET', `/api/orgs/${demo.org_id}/${path}`, undefined, token)
  const format = createFormat({ language, currency: CURRENCY })
  const name = `Eid ${randomUUID().slice(0, 8)}`
  const platforms = ['tiktok', 'snapchat'] as const
  const field = (label: Parameters<typeof say<'campaigns'>>[1]) =>
    page.getByLabel(say('campaigns', label), { exact: true })
  const button = (label: Parameters<typeof say<'campaigns'>>[1]) =>
    page.getByRole('button', { name: say('campaigns', label), exact: true })
  const card = (measure: 'spend' | 'impressions') =>
    page.getByRole('button', { name: new RegExp(`^${say('shared/metrics', `measure.${measure}`)}`) })

  await page.goto('/sign-in')
  await signIn(page, say, demo)
  const numbers = page.getByRole('region', { name: say('dashboard', 'numbers.title') })
  const week = await api<Metrics>(`analytics/overview?${query({ from: day(-6), to: day(0) })}`)
  expect(week.impressions).toBeGreaterThan(100_000)
  await expect(numbers.getByTitle(format.number(week.impressions), { exact: true })).toBeVisible()

  // A campaign is planned and launched.
  await page.getByRole('link', { name: say('dashboard', 'action.campaign') }).click()
  await field('field.name').fill(name)
  await button('wizard.next').click()
  const country = new Intl.DisplayNames(language, { type: 'region' }).of('SA') as string
  await page.getByRole('combobox', { name: say('campaigns', 'audience.locations') }).fill(country)
  await page.getByRole('option', { name: country, exact: true }).click()
  await page.keyboard.press('Escape')
  await button('wizard.next').click()
  const accounts = page.getByRole('list', { name: say('campaigns', 'form.accounts') })
  for (const platform of platforms)
    await accounts
      .getByRole('listitem')
      .filter({ hasText: say('shared/platforms', `name.${platform}`) })
      .getByRole('checkbox')
      .check()
  await button('wizard.next').click()
  await page.getByRole('checkbox', { name: say('campaigns', 'objective.traffic'), exact: true }).check()
  await field('field.budget').fill('9000')
  await field('field.start_date').fill(day(0))
  await field('field.end_date').fill(day(30))
  await button('wizard.next').click()
  await button('action.launch').click()
  await expect(page.getByText(say('campaigns', 'launch.done'))).toBeVisible(TOLD)
  expect(await standing(name)).toEqual({ tiktok: 'active', snapchat: 'active' })

  // Numbers arrive on a page that is open: those of a campaign with ads, which are made at the platform.
  const account = await accountOf('tiktok', CURRENCY)
  const [top] = await api<Campaign[]>(`campaigns?platform=tiktok&sort=-spend&limit=1&${query()}`)
  const { accounts: parts } = await api<{ accounts: { platform_campaign: { external_id: string } }[] }>(
    `campaigns/${top?.id}`,
  )
  const counted = async () =>
    (await truth('tiktok', account, YESTERDAY))[parts[0]?.platform_campaign.external_id ?? '']
  const before = await counted()
  expect(top?.metrics.impressions).toBe(before?.impressions)
  await page.goto(`/campaigns/${top?.id}?${new URLSearchParams(YESTERDAY)}`)
  await expect(card('impressions').getByTitle(format.number(before?.impressions ?? 0))).toBeVisible()
  await correct('tiktok', account, YESTERDAY, 2)
  const after = await counted()
  expect(after?.impressions).toBeGreaterThan(before?.impressions ?? 0)
  const other = await context.newPage()
  await other.goto('/integrations')
  await other
    .getByRole('region', { name: say('shared/platforms', 'name.tiktok'), exact: true })
    .getByRole('link')
    .first()
    .click()
  await other.getByRole('button', { name: say('integrations', 'action.sync'), exact: true }).click()
  await expect(card('impressions').getByTitle(format.number(after?.impressions ?? 0))).toBeVisible(TOLD)
  const spend = format.money((after?.spend_micros ?? 0) / 1_000_000, { whole: true })
  await expect(card('spend').getByTitle(spend)).toBeVisible()
  await other.close()

  // Paused from the list, and there.
  await page
    .getByRole('navigation', { name: say('common', 'nav.main') })
    .getByRole('link', { name: say('common', 'nav.campaigns'), exact: true })
    .click()
  const list = page.getByRole('table', { name: say('campaigns', 'list') })
  const search = page.getByRole('searchbox', { name: say('campaigns', 'search') })
  await search.fill(name)
  await expect(list.getByRole('link')).toHaveCount(1)
  await act(page, say('campaigns', 'actions_of', { name }), say('campaigns', 'action.pause'))
  await expect(list.getByText(say('shared/campaigns', 'status.paused'), { exact: true })).toBeVisible()
  await expect.poll(() => standing(name), TOLD).toEqual({ tiktok: 'paused', snapchat: 'paused' })

  // Three side by side, and in a file that another program opens.
  await page.goto(`/campaigns?sort=-spend&${new URLSearchParams({ from: day(-7), to: day(-1) })}`)
  for (const nth of [1, 2, 3]) await list.getByRole('row').nth(nth).getByRole('checkbox').check()
  await page.getByRole('link', { name: say('campaigns', 'bulk.compare'), exact: true }).click()
  const table = page.getByRole('table', { name: say('analytics', 'compare.table') })
  await expect(table.getByRole('columnheader')).toHaveCount(3)
  await expect(table.getByText(say('analytics', 'compare.best')).first()).toBeVisible()
  await page.getByRole('button', { name: say('shared/metrics', 'export.open'), exact: true }).click()
  const report = say('shared/metrics', 'export.report.compare')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: `${report} XLSX`, exact: true }).click(),
  ])
  const [sums, course] = await readBook(await file.path())
  const chosen = new URL(page.url()).searchParams.get('campaigns')
  const { campaigns } = await api<{ campaigns: Campaign[] }>(
    `analytics/compare?campaign_ids=${chosen}&${query({ from: day(-7), to: day(-1) })}`,
  )
  expect(campaigns).toHaveLength(3)
  for (const { name, metrics } of campaigns) {
    for (const measure of ['impressions', 'clicks', 'spend'] as const) {
      const word = say('shared/metrics', `measure.${measure}`)
      expect(
        cellOf(
          sums?.data,
          ([first]) => first === name,
          it => it.startsWith(word),
        ),
        `${measure} of ${name}`,
      ).toBe(metrics[measure])
    }
  }
  expect(course?.data.filter(([first]) => first instanceof Date)).toHaveLength(3 * 7)
})

// A program has no language: one of the two walks is enough in each.
test('a program walks the same way by curl', { tag: '@en' }, async ({ demo }) => {
  /** As a person types it. */
  const curl = async (path: string, ...more: string[]) => {
    const args = ['-sS', '-w', '\n%{http_code}', '-H', 'Accept-Language: en', ...more]
    args.push(`${process.env.CMIS_E2E_URL}${path}`)
    const { stdout } = await promisify(execFile)('curl', args, { maxBuffer: 2 ** 24 })
    const end = stdout.lastIndexOf('\n')
    const body = JSON.parse(stdout.slice(0, end)) as { data: { [field: string]: unknown } }
    return { status: Number(stdout.slice(end)), body }
  }
  const json = (body: object, method = 'POST') => [
    ...['-X', method, '-H', 'Content-Type: application/json', '-d', JSON.stringify(body)],
  ]
  const some = expect.any(String)
  const { email, password } = demo
  const login = await curl('/api/auth/login', ...json({ email, password }))
  expect(login.body.data).toMatchObject({ access_token: some, refresh_token: some, expires_in: 900 })
  const orgs = await curl('/api/user/orgs', '-H', `Authorization: Bearer ${login.body.data.access_token}`)
  expect(orgs.body).toMatchObject({
    success: true,
    data: [{ id: demo.org_id, name: demo.org, role: 'admin', active_campaigns: expect.any(Number) }],
  })

  const { key } = await cmis<{ key: string }>(['api-key:create', demo.org_id, '--name', 'curl', '--json'])
  const by = ['-H', `X-API-Key: ${key}`]
  const org = `/api/orgs/${demo.org_id}`
  const context = await curl('/api/context/', ...by)
  expect(context.body.data).toMatchObject({
    org_id: demo.org_id,
    user_id: some,
    permissions: expect.arrayContaining(['campaigns.create', 'campaigns.read']),
  })

  // Days that are ahead whenever this runs: what is over cannot be planned.
  const year = new Date().getFullYear() + 1
  const name = `Summer Sale ${year}`
  const plan = {
    name,
    description: 'Everything must go',
    start_date: `${year}-06-01`,
    end_date: `${year}-08-31`,
    budget: 50000,
    objectives: ['conversions', 'brand_awareness'],
    target_audience: {
      age_min: 25,
      age_max: 45,
      locations: ['US', 'CA'],
      interests: ['fashion', 'shopping'],
    },
  }
  const late = await curl(`${org}/campaigns`, ...by, ...json({ ...plan, end_date: '2025-08-31' }))
  expect(late).toMatchObject({
    status: 422,
    body: { success: false, message: 'Validation failed', errors: { end_date: [some] } },
  })
  const planned = await curl(`${org}/campaigns`, ...by, ...json(plan))
  expect(planned).toMatchObject({
    status: 201,
    body: {
      success: true,
      message: 'Campaign created successfully',
      data: { campaign_id: some, name, status: 'draft', created_at: some },
    },
  })
  const campaign = `${org}/campaigns/${planned.body.data.campaign_id}`

  const connected = await ask<Connected[]>('GET', `${org}/integrations`, undefined, await tokenOf(demo))
  const accounts = connected
    .filter(({ platform }) => ['linkedin', 'twitter'].includes(platform))
    .flatMap(({ integrations }) => integrations.flatMap(({ ad_accounts }) => ad_accounts))
    .filter(({ is_used }) => is_used)
  const where = { ad_account_ids: accounts.map(({ id }) => id) }
  expect((await curl(campaign, ...by, ...json(where, 'PATCH'))).status).toBe(200)
  expect((await curl(`${campaign}/activate`, ...by, ...json({}))).status).toBe(200)
  await expect.poll(() => standing(name), TOLD).toEqual({ linkedin: 'active', twitter: 'active' })

  // Ads are made at the platform; what they count comes from what has some.
  const [top] = (await curl(`${org}/campaigns?sort=-conversions&limit=1&${query()}`, ...by)).body
    .data as unknown as Campaign[]
  const measured = await curl(`${org}/campaigns/${top?.id}/metrics?${query()}`, ...by)
  const number = expect.any(Number)
  expect(measured.body.data).toMatchObject({
    ...{ impressions: top?.metrics.impressions, clicks: top?.metrics.clicks, spend: top?.metrics.spend },
    ...{ conversions: number, ctr: number, cpc: number, conversion_rate: number },
  })
  expect(measured.body.data).toHaveProperty('roas')

  const many = { campaign_ids: [planned.body.data.campaign_id], status: 'paused' }
  const paused = await curl(`${org}/ad-campaigns/bulk/status`, ...by, ...json(many, 'PATCH'))
  expect(paused.body).toMatchObject({
    success: true,
    data: { updated: 1, failed: 0, results: [{ id: planned.body.data.campaign_id, status: 'paused' }] },
  })
  await expect.poll(() => standing(name), TOLD).toEqual({ linkedin: 'paused', twitter: 'paused' })

  const overview = await curl('/api/dashboard/overview', ...by)
  expect(overview.body).toMatchObject({
    ...{ success: true, user_id: some, token_status: { tiktok: 'active' }, pending_jobs: expect.any(Array) },
    connected_accounts: expect.arrayContaining([
      { platform: 'tiktok', kind: 'ad_account', account_name: some, connected_at: some },
    ]),
    analytics: { summary: { total_social_impressions: number, platforms_connected: 6 } },
  })
  expect(await curl(`${org}/campaigns/${randomUUID()}`, ...by)).toMatchObject({
    status: 404,
    body: { success: false, message: 'Campaign not found' },
  })
  expect(await curl(campaign, '-H', 'X-API-Key: cmis_live_of_long_ago')).toMatchObject({
    status: 401,
    body: { success: false, message: 'Invalid or expired API key' },
  })
})

test('somebody at the server walks along by the command line', { tag: '@ar' }, async ({
  demo,
  say,
  language,
}) => {
  const org = ['--org', demo.org_id, '--json']
  const token = await tokenOf(demo)
  const path = `/api/orgs/${demo.org_id}`
  const connected = await ask<Connected[]>('GET', `${path}/integrations`, undefined, token)
  const account = connected
    .find(({ platform }) => platform === 'twitter')
    ?.integrations.flatMap(({ ad_accounts }) => ad_accounts)
    .find(({ is_used }) => is_used)
  // No command plans or launches: that is for people who sign in.
  const name = `Eid ${randomUUID().slice(0, 8)}`
  const plan = {
    ...{ name, objectives: ['traffic'], budget: 900, start_date: day(0), end_date: day(30) },
    ...{ target_audience: { locations: ['SA'] }, ad_account_ids: [account?.id] },
  }
  const { id } = await ask<{ id: string }>('POST', `${path}/campaigns`, plan, token)
  await ask('POST', `${path}/campaigns/${id}/activate`, {}, token)
  await expect.poll(() => standing(name), TOLD).toEqual({ twitter: 'active' })

  // Numbers arrive, and stand in a file that another program opens.
  await correct('twitter', await accountOf('twitter', CURRENCY), YESTERDAY, 3)
  const read = await cmis<{ status: string }[]>(['sync:platform', 'twitter', ...org])
  expect(read).toMatchObject([{ status: 'completed' }])
  await cmis(['optimize', '--json'])
  const counted = Object.values(await truth('twitter', await accountOf('twitter', CURRENCY), YESTERDAY))
  const shown = await ask<Metrics>(
    'GET',
    `${path}/analytics/overview?platform=twitter&${query()}`,
    undefined,
    token,
  )
  expect(shown.impressions).toBe(counted.reduce((sum, { impressions }) => sum + impressions, 0))
  const written = await cmis<{ file: string }[]>([
    ...['--lang', language, 'generate:performance-report', '--period', 'daily'],
    ...org,
  ])
  const all = await ask<Metrics>('GET', `${path}/analytics/overview?${query()}`, undefined, token)
  const [days, platforms] = await readBook(written[0]?.file ?? '')
  for (const measure of ['impressions', 'clicks', 'spend'] as const) {
    const word = say('shared/metrics', `measure.${measure}`)
    const isIt = (it: string) => it.startsWith(word)
    expect(
      cellOf(days?.data, ([first]) => first instanceof Date, isIt),
      measure,
    ).toBe(all[measure])
    const x = say('shared/platforms', 'name.twitter')
    expect(
      cellOf(platforms?.data, ([first]) => first === x, isIt),
      measure,
    ).toBe(shown[measure])
  }

  // All of it is stopped, there as well, and goes on.
  await cmis(['spending:stop', '--note', name, ...org])
  await expect.poll(() => standing(name), TOLD).toEqual({ twitter: 'paused' })
  const stopped = await cmis<{ note: string }[]>(['spending:status', ...org])
  expect(stopped).toMatchObject([{ org_id: demo.org_id, active_campaigns: 0, note: name }])
  await cmis(['spending:release', '--resume', ...org])
  await expect.poll(() => standing(name), TOLD).toEqual({ twitter: 'active' })
})
