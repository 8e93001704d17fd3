// Who administers the installation moves organizations between plans and disables people.
import { newOrg, newPerson } from '../support/people'
import { act, choose, confirm, enter, expect, signIn, test } from '../support/test'

test('a plan is changed and a person disabled', async ({ page, visit, say, language }) => {
  const keeper = await newPerson(language, '--admin')
  const person = await newPerson(language)
  const org = await newOrg(language, person, 'free')
  const other = await visit()
  await enter(other, person)

  await enter(page, keeper, '/admin/organizations')
  await page.getByLabel(say('admin', 'orgs.search')).fill(org.name)
  const plan = say('common', 'plan.enterprise')
  await choose(page, say('admin', 'orgs.plan_of', { name: org.name }), plan)
  await confirm(page, say('admin', 'plan.confirm'))
  await expect(page.getByText(say('admin', 'plan.done', { name: org.name, plan }))).toBeVisible()
  await other.goto('/usage')
  await expect(other.getByRole('main').getByText(plan).first()).toBeVisible()

  await page.getByRole('link', { name: say('admin', 'tab.users'), exact: true }).click()
  await page.getByLabel(say('admin', 'users.search')).fill(person.email)
  await act(page, say('admin', 'actions_of', { name: person.name }), say('admin', 'disable.confirm'))
  await confirm(page, say('admin', 'disable.confirm'))
  await expect(page.getByText(say('admin', 'disable.done', { name: person.name }))).toBeVisible()
  await other.reload()
  await expect(other.getByRole('heading', { name: say('auth', 'sign_in.title') })).toBeVisible()
  await signIn(other, say, person)
  await expect(other.getByRole('alert')).toBeVisible()

  await page.getByRole('link', { name: say('admin', 'tab.health'), exact: true }).click()
  await expect(page.getByText(say('admin', 'health.well'))).toBeVisible()
})

test('nobody else gets there', async ({ page, say, language }) => {
  const person = await newPerson(language)
  await newOrg(language, person)
  await enter(page, person, '/admin/users')
  await expect(page.getByText(say('common', 'no_access.instance'))).toBeVisible()
})
