// An invitation from the mail to the team, a role that changes at once, the last administrator, and the farewell.
import { mailedLink, newEmail, newOrg, newPerson, PASSWORD } from '../support/people'
import { act, choose, confirm, enter, expect, test } from '../support/test'

test('invite, join, change the role, remove', async ({ page, visit, say, language }) => {
  const admin = await newPerson(language)
  const org = await newOrg(language, admin)
  const email = newEmail()
  const guest = `Guest ${email.slice(0, 6)}`

  await enter(page, admin, '/team')
  await page.getByRole('button', { name: say('team', 'invite.open') }).click()
  const dialog = page.getByRole('dialog', { name: say('team', 'invite.title') })
  await dialog.getByLabel(say('team', 'invite.emails')).fill(email)
  await dialog.getByLabel(say('team', 'invite.emails')).press('Enter')
  // A reload takes nothing away.
  await page.reload()
  await page.getByRole('button', { name: say('team', 'invite.open') }).click()
  await expect(dialog.getByText(email)).toBeVisible()
  await dialog.getByRole('button', { name: say('team', 'invite.submit', { count: 1 }) }).click()
  await expect(dialog).toBeHidden()
  await page.getByRole('link', { name: say('team', 'tab.invitations') }).click()
  await expect(page.getByRole('row').filter({ hasText: email })).toContainText(
    say('team', 'invitation.pending'),
  )

  const other = await visit()
  await other.goto(await mailedLink(email, /invitations/))
  await expect(
    other.getByRole('heading', { name: say('auth', 'invitation.title', { org: org.name }) }),
  ).toBeVisible()
  await other.getByLabel(say('auth', 'field.name'), { exact: true }).fill(guest)
  await other.getByLabel(say('auth', 'field.password'), { exact: true }).fill(PASSWORD)
  await other.getByRole('button', { name: say('auth', 'register.submit') }).click()
  await other.getByRole('button', { name: say('auth', 'invitation.accept') }).click()
  await expect(other.getByRole('button', { name: say('common', 'org.switch') })).toContainText(org.name)
  await other.goto('/team')
  const inviting = other.getByRole('button', { name: say('team', 'invite.open') })
  await expect(other.getByRole('row').filter({ hasText: admin.email })).toBeVisible()
  await expect(inviting).toBeHidden()

  await page.goto('/team')
  for (const role of ['manager', 'viewer'] as const) {
    const name = say('common', `role.${role}`)
    await choose(page, say('team', 'role_of', { name: guest }), name)
    await expect(page.getByText(say('team', 'told.role', { name: guest, role: name }))).toBeVisible()
    await other.reload()
    await expect(other.getByRole('row').filter({ hasText: admin.email })).toBeVisible()
    await (role === 'manager' ? expect(inviting).toBeVisible() : expect(inviting).toBeHidden())
  }

  await choose(page, say('team', 'role_of', { name: admin.name }), say('common', 'role.member'))
  await confirm(page, say('team', 'own_role.confirm', { role: say('common', 'role.member') }))
  const last = page.getByRole('dialog', { name: say('team', 'last_admin.title') })
  await expect(last).toBeVisible()
  await last
    .getByRole('button', { name: say('common', 'action.close') })
    .last()
    .click()
  await expect(
    page.getByRole('button', { name: say('team', 'role_of', { name: admin.name }) }),
  ).toContainText(say('common', 'role.admin'))

  await act(page, say('team', 'actions_of', { name: guest }), say('team', 'action.remove'))
  await confirm(page, say('team', 'remove.confirm'))
  await expect(page.getByText(say('team', 'told.removed', { name: guest }))).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: email })).toHaveCount(0)
  await other.goto('/organizations')
  await expect(other.getByText(say('orgs', 'list.empty_title'))).toBeVisible()
})
