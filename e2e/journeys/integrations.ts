// A platform from the first look to the last: allowed and denied, its accounts chosen, taken back, given again, let go.
import type { Page } from '@playwright/test'
import { bringAxe, objections } from '../support/axe'
import { newColleague, newOrg, newPerson } from '../support/people'
import { decide, plant } from '../support/sandbox'
import { act, confirm, enter, expect, test } from '../support/test'
import type { Language } from '../support/words'

/** Faults hit whoever calls next: each language has a platform of its own. */
const PLATFORM = { ar: 'meta', en: 'google' } as const satisfies Record<Language, string>
const SCREEN = { width: 1280, height: 720 }
const PHONE = { width: 390, height: 844 }

async function inspect(page: Page) {
  await bringAxe(page)
  for (const size of [PHONE, SCREEN]) {
    await page.setViewportSize(size)
    expect(await objections(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    )
  }
}

test.describe
  .serial('a platform', () => {
    test.slow()

    test('is connected, taken back, given again by a link, and let go', async ({
      page,
      visit,
      say,
      language,
    }) => {
      const platform = PLATFORM[language]
      const hasPages = platform === 'meta'
      const name = say('shared/platforms', `name.${platform}`)
      const admin = await newPerson(language)
      const org = await newOrg(language, admin)
      const card = page.getByRole('region', { name, exact: true })
      const go = page.getByRole('button', { name: say('integrations', 'ask.go', { platform: name }) })
      const use = (count: number) =>
        hasPages ? say('integrations', 'accounts.use_choice') : say('integrations', 'accounts.use', { count })

      await enter(page, admin, '/integrations')
      await expect(card.getByText(say('integrations', 'state.ready'))).toBeVisible()
      await inspect(page)
      await card.getByRole('link', { name: say('integrations', 'connect.open', { platform: name }) }).click()
      await expect(
        page.getByRole('heading', { name: say('integrations', 'ask.title', { platform: name }) }),
      ).toBeVisible()
      await inspect(page)

      // a no is told as one, and nothing of what came back stays in the address
      await go.click()
      await decide(page, 'deny')
      await expect(
        page.getByRole('heading', {
          name: say('integrations', 'callback.failed.denied', { platform: name }),
        }),
      ).toBeVisible()
      expect(new URL(page.url()).search).toBe('')
      await inspect(page)
      await page.reload()
      await expect(page.getByRole('heading', { name: say('integrations', 'callback.spent') })).toBeVisible()

      await page.goto(`/integrations/connect/${platform}`)
      await go.click()
      await decide(page, 'allow')
      const accounts = page.getByRole('list', { name: say('integrations', 'accounts.title') })
      await expect(accounts.getByRole('checkbox')).toHaveCount(5)
      await inspect(page)
      const all = { name: say('shared/platforms', 'accounts.all') }
      const ofAccounts = { name: say('integrations', 'accounts.title') }
      const ofPages = { name: say('integrations', 'pages.title') }
      await page.getByRole('group', ofAccounts).getByRole('checkbox', all).uncheck()
      if (hasPages) await page.getByRole('group', ofPages).getByRole('checkbox', all).uncheck()
      await expect(page.getByRole('button', { name: use(0) })).toBeDisabled()
      await accounts.getByRole('checkbox').first().check()
      if (hasPages) {
        // a page and its Instagram account
        const pages = page.getByRole('list', ofPages).getByRole('checkbox')
        await expect(pages).toHaveCount(10)
        for (const nth of [0, 1]) await pages.nth(nth).check()
      }
      await page.getByRole('button', { name: use(1) }).click()
      await expect(page.getByText(say('integrations', 'done.title', { platform: name }))).toBeVisible()
      await expect(page.getByText(say('integrations', 'sync.older'))).toBeVisible({ timeout: 60_000 })
      await inspect(page)

      await page.getByRole('link', { name: say('integrations', 'action.manage') }).click()
      await expect(page.getByText(say('integrations', 'accounts.of', { used: '1', all: '5' }))).toBeVisible()
      if (hasPages) {
        await expect(
          page.getByText(say('integrations', 'accounts.of', { used: '2', all: '10' })),
        ).toBeVisible()
        await expect(page.getByText(say('integrations', 'pages.announced'))).toBeVisible({ timeout: 30_000 })
        await inspect(page)
      }
      const who = await page.getByRole('heading', { level: 1 }).innerText()
      await page.getByRole('button', { name: say('integrations', 'action.test'), exact: true }).click()
      await page.getByRole('tab', { name: say('integrations', 'tabs.syncs'), exact: true }).click()
      await expect(
        page.getByRole('table').getByText(say('integrations', 'syncs.status.completed')).first(),
      ).toBeVisible()
      await inspect(page)
      await page.getByRole('tab', { name: say('integrations', 'tabs.log'), exact: true }).click()
      await expect(page.getByRole('table').getByRole('row')).not.toHaveCount(1)
      await inspect(page)
      await page.getByRole('tab', { name: say('integrations', 'tabs.overview'), exact: true }).click()
      await inspect(page)

      const trouble = page.getByRole('alert').getByText(say('integrations', 'trouble.reconnect_title'))
      /** Whoever calls first hears of it: the test, or a sync that goes on meanwhile. */
      const lose = async () => {
        await plant(platform, 'revoked_token')
        const button = page.getByRole('button', { name: say('integrations', 'action.test'), exact: true })
        await expect(async () => {
          if (await button.isVisible()) await button.click({ timeout: 1000 })
          await expect(trouble).toBeVisible({ timeout: 3000 })
        }).toPass()
      }
      await lose()
      await inspect(page)

      // somebody without an account gives it back
      await page
        .getByRole('alert')
        .getByRole('button', { name: say('integrations', 'action.link') })
        .click()
      const dialog = page.getByRole('dialog', { name: say('integrations', 'link.title') })
      await dialog.getByRole('button', { name: say('integrations', 'link.make') }).click()
      const link = await dialog.getByRole('code').innerText()
      await inspect(page)
      await dialog.getByRole('button', { name: say('integrations', 'link.copied') }).click()

      const client = await visit()
      await client.goto(link)
      await expect(client.getByRole('heading', { level: 1 })).toContainText(org.name)
      await expect(client.getByText(who)).toBeVisible()
      await inspect(client)
      await client.getByRole('button', { name: say('integrations', 'ask.go', { platform: name }) }).click()
      await decide(client, 'allow')
      await expect(
        client.getByRole('heading', { name: say('integrations', 'by_link.done', { platform: name }) }),
      ).toBeVisible()
      await inspect(client)
      await client.goto(link)
      await expect(client.getByRole('heading', { name: say('integrations', 'by_link.gone') })).toBeVisible()
      await expect(trouble).toBeHidden()

      // once more, and this time by a member
      await lose()
      await page.getByRole('link', { name: say('integrations', 'action.reconnect'), exact: true }).click()
      await expect(page.getByText(say('integrations', 'ask.same'))).toBeVisible()
      await go.click()
      await decide(page, 'allow')
      await expect(page.getByText(say('integrations', 'state.connected'), { exact: true })).toBeVisible()
      await expect(trouble).toBeHidden()

      await page.getByRole('button', { name: say('integrations', 'accounts.change'), exact: true }).click()
      const choice = page.getByRole('dialog', { name: say('integrations', 'accounts.choose') })
      await choice.getByRole('group', ofAccounts).getByRole('checkbox', all).check()
      if (hasPages) {
        await choice.getByRole('group', ofPages).getByRole('checkbox', all).check()
        await choice.getByRole('group', ofPages).getByRole('checkbox', all).uncheck()
        await expect(choice.getByText(say('integrations', 'pages.dropped'))).toBeVisible()
        await inspect(page)
      }
      await choice.getByRole('button', { name: use(5) }).click()
      await expect(page.getByText(say('integrations', 'accounts.of', { used: '5', all: '5' }))).toBeVisible()
      if (hasPages) await expect(page.getByText(say('integrations', 'pages.none_used'))).toBeVisible()

      await act(
        page,
        say('integrations', 'actions_of', { name: who }),
        say('integrations', 'action.disconnect'),
      )
      await confirm(page, say('integrations', 'disconnect.confirm'))
      await expect(card.getByText(say('integrations', 'state.ready'))).toBeVisible()
    })

    test('keeps to the plan, and is only looked at by members', async ({ page, visit, say, language }) => {
      const platform = PLATFORM[language]
      const name = say('shared/platforms', `name.${platform}`)
      const admin = await newPerson(language)
      const org = await newOrg(language, admin, 'free')
      await enter(page, admin, `/integrations/connect/${platform}`)
      await page.getByRole('button', { name: say('integrations', 'ask.go', { platform: name }) }).click()
      await decide(page, 'allow')
      const use = (count: number) =>
        platform === 'meta'
          ? say('integrations', 'accounts.use_choice')
          : say('integrations', 'accounts.use', { count })
      await page.getByRole('button', { name: use(5) }).click()
      await expect(page.getByText(say('common', 'plan_limit.title'))).toBeVisible()
      await inspect(page)
      const accounts = page.getByRole('list', { name: say('integrations', 'accounts.title') })
      for (const nth of [0, 1]) await accounts.getByRole('checkbox').nth(nth).uncheck()
      await page.getByRole('button', { name: use(3) }).click()
      await expect(page.getByText(say('integrations', 'done.title', { platform: name }))).toBeVisible()

      const mate = await newColleague(language, org)
      const colleague = await visit()
      await enter(colleague, mate, '/integrations')
      await expect(colleague.getByText(say('integrations', 'platforms.look_only'))).toBeVisible()
      const card = colleague.getByRole('region', { name, exact: true })
      await expect(card.getByText(say('integrations', 'state.connected'))).toBeVisible()
      await expect(card.getByRole('link')).toHaveCount(1)
      await card.getByRole('link').click()
      await expect(
        colleague.getByText(say('integrations', 'accounts.of', { used: '3', all: '5' })),
      ).toBeVisible()
      await expect(
        colleague.getByRole('button', { name: say('integrations', 'action.test'), exact: true }),
      ).toHaveCount(0)
      await inspect(colleague)

      // one of the accounts that are used is enough for a colleague
      await page.goto('/team')
      await act(page, say('team', 'actions_of', { name: mate.name }), say('team', 'action.accounts'))
      const dialog = page.getByRole('dialog', { name: say('team', 'accounts.title', { name: mate.name }) })
      await dialog.getByText(say('team', 'accounts.some'), { exact: true }).click()
      const offered = dialog.getByRole('list', { name: say('team', 'accounts.list') }).getByRole('checkbox')
      await expect(offered).toHaveCount(3)
      await offered.first().check()
      await inspect(page)
      await dialog.getByRole('button', { name: say('common', 'save.save') }).click()
      await expect(page.getByText(say('team', 'accounts.limited', { count: 1 })).first()).toBeVisible()
    })

    test('refuses a state that was never given', async ({ page, say, language }) => {
      const admin = await newPerson(language)
      const org = await newOrg(language, admin)
      await enter(page, admin, `/integrations/${PLATFORM[language]}/callback?code=x&state=${org.id}.made-up`)
      await expect(
        page.getByRole('heading', { name: say('integrations', 'callback.failed.state') }),
      ).toBeVisible()
      expect(new URL(page.url()).search).toBe('')
      await page.getByRole('link', { name: say('integrations', 'callback.again') }).click()
      await expect(page.getByText(say('integrations', 'steps.ask'))).toBeVisible()

      // an app of one's own: its addresses are shown once it is there, its secret never
      const name = say('shared/platforms', `name.${PLATFORM[language]}`)
      await page.goto('/integrations')
      await page
        .getByRole('region', { name, exact: true })
        .getByRole('link', { name: say('integrations', 'own_app.use') })
        .click()
      await page.getByLabel(say('integrations', 'set_up.id'), { exact: true }).fill(`own-${org.id}`)
      await page.getByLabel(say('integrations', 'set_up.secret'), { exact: true }).fill('sandbox-secret')
      await inspect(page)
      await page.getByRole('button', { name: say('integrations', 'own_app.submit') }).click()
      await expect(page.getByText(`/api/webhooks/${PLATFORM[language]}/own-${org.id}`)).toBeVisible()
      await inspect(page)
      await page.getByRole('button', { name: say('integrations', 'own_app.remove'), exact: true }).click()
      await confirm(page, say('integrations', 'own_app.remove_confirm'))
      await expect(page.getByText(say('integrations', 'own_app.unused'))).toBeVisible()
    })
  })
