// Ways in for programs: an API key, an app of one's own, and an assistant that registers itself and asks for consent.
import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { newOrg, newPerson } from '../support/people'
import { act, confirm, enter, expect, test } from '../support/test'

const address = (path: string) => `${process.env.CMIS_E2E_URL}${path}`
const members = (token: string) =>
  fetch(address('/api/members'), { headers: { authorization: `Bearer ${token}` } })

test('an API key works until it is revoked', async ({ page, say, language }) => {
  const admin = await newPerson(language)
  await newOrg(language, admin)
  await enter(page, admin, '/integrations/keys')
  await page.getByRole('button', { name: say('keys', 'create.open') }).click()
  const form = page.getByRole('dialog', { name: say('keys', 'create.title') })
  await form.getByLabel(say('keys', 'field.name'), { exact: true }).fill('Report')
  await form.getByRole('button', { name: say('keys', 'create.submit') }).click()
  const once = page.getByRole('dialog', { name: say('keys', 'secret.title') })
  const key = await once.getByRole('code').first().innerText()
  await once.getByRole('button', { name: say('shared/access', 'secret.stored') }).click()
  await expect(once).toBeHidden()
  await expect(page.getByText(key)).toHaveCount(0)

  expect((await members(key)).status).toBe(200)
  await act(page, say('keys', 'actions_of', { name: 'Report' }), say('keys', 'action.revoke'))
  await confirm(page, say('keys', 'revoke.confirm'))
  await expect(page.getByText(say('keys', 'told.revoked', { name: 'Report' }))).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: 'Report' })).toContainText(
    say('keys', 'state.revoked'),
  )
  expect((await members(key)).status).toBe(401)
})

test('an app of one’s own', async ({ page, say, language }) => {
  const admin = await newPerson(language)
  await newOrg(language, admin)
  await enter(page, admin, '/integrations/apps')
  await page.getByRole('button', { name: say('apps', 'create.open') }).click()
  const form = page.getByRole('dialog', { name: say('apps', 'create.title') })
  await form.getByLabel(say('apps', 'field.name'), { exact: true }).fill('Shop')
  const redirect = form.getByLabel(say('apps', 'redirect.nth', { number: 1 }))
  await redirect.fill('http://shop.example.com/back')
  await form.getByRole('button', { name: say('apps', 'create.submit') }).click()
  await expect(form.getByText(say('apps', 'redirect.bad'))).toBeVisible()
  await redirect.fill('https://shop.example.com/back')
  await form.getByRole('button', { name: say('apps', 'create.submit') }).click()
  const once = page.getByRole('dialog', { name: say('apps', 'secret.title') })
  await expect(once.getByRole('code')).toHaveCount(2)
  await once.getByRole('button', { name: say('shared/access', 'secret.stored') }).click()
  await expect(page.getByRole('row').filter({ hasText: 'Shop' })).toBeVisible()

  await act(page, say('apps', 'actions_of', { name: 'Shop' }), say('apps', 'action.delete'))
  await page.getByLabel(say('common', 'confirm.type', { text: 'Shop' })).fill('Shop')
  await confirm(page, say('apps', 'delete.confirm'))
  await expect(page.getByText(say('apps', 'none.title'))).toBeVisible()
})

test('an assistant asks for consent', async ({ page, say, language }) => {
  const admin = await newPerson(language)
  const org = await newOrg(language, admin)
  const listener = createServer((request, response) => {
    response.end('back')
    listener.emit('back', new URL(request.url ?? '/', redirect))
  })
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve))
  const redirect = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/callback`
  const back = new Promise<URL>(resolve => listener.once('back', resolve))

  const registered = await fetch(address('/oauth/register'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Helper',
      redirect_uris: [redirect],
      token_endpoint_auth_method: 'none',
    }),
  })
  expect(registered.status).toBe(201)
  const { client_id } = (await registered.json()) as { client_id: string }
  const verifier = randomBytes(32).toString('base64url')
  const asked = new URLSearchParams({
    client_id,
    redirect_uri: redirect,
    response_type: 'code',
    scope: 'members.read',
    state: 'kept',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  await enter(page, admin, `/oauth/authorize?${asked}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Helper')
  await expect(page.getByText(say('consent', 'unverified'), { exact: true })).toBeVisible()
  await expect(page.getByText(org.name)).toBeVisible()
  await expect(page.getByText(say('shared/access', 'permissions.members.read'))).toBeVisible()
  await page.getByRole('button', { name: say('consent', 'allow'), exact: true }).click()
  const answer = await back
  await page.waitForURL(`${redirect}?**`)
  expect(answer.searchParams.get('state')).toBe('kept')

  const exchanged = await fetch(address('/oauth/token'), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: answer.searchParams.get('code') ?? '',
      redirect_uri: redirect,
      client_id,
      code_verifier: verifier,
    }),
  })
  expect(exchanged.status).toBe(200)
  const { access_token } = (await exchanged.json()) as { access_token: string }
  expect((await members(access_token)).status).toBe(200)

  await page.goto('/integrations/authorized')
  const row = page.getByRole('row').filter({ hasText: 'Helper' })
  await row.getByRole('button', { name: say('apps', 'grants.revoke') }).click()
  await confirm(page, say('apps', 'grants.revoke'))
  await expect(page.getByText(say('apps', 'grants.none_title'))).toBeVisible()
  expect((await members(access_token)).status).toBe(401)
  listener.close()
})

test('a request that cannot be trusted stays here', async ({ page, say, language }) => {
  const person = await newPerson(language)
  await newOrg(language, person)
  await enter(
    page,
    person,
    '/oauth/authorize?client_id=nobody&redirect_uri=https://evil.example&response_type=code',
  )
  await expect(page.getByRole('heading', { name: say('consent', 'refused.title') })).toBeVisible()
})
