// A program of a customer's that is told what happens: from the address to the checked signature, and what to do when it fails.
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bringAxe, objections } from '../support/axe'
import { newOrg, newPerson } from '../support/people'
import { act, confirm, enter, expect, test } from '../support/test'

type Seen = { headers: IncomingHttpHeaders; body: string }

/** A real receiver on this machine; `answer` is the status that it gives. */
async function receiver() {
  const seen: Seen[] = []
  const state = { answer: 200, seen, url: '', close: () => {} }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      seen.push({ headers: request.headers, body })
      response.writeHead(state.answer).end(state.answer < 300 ? 'thanks' : 'no room <b>here</b>')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  state.close = () => server.close()
  return state
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text)

test('a webhook is added, tried out, and told what happens', async ({ page, say, language }) => {
  const crm = await receiver()
  const admin = await newPerson(language)
  await newOrg(language, admin)
  await enter(page, admin, '/integrations/webhooks')
  await page.getByRole('button', { name: say('webhooks', 'create.open') }).click()
  const form = page.getByRole('dialog', { name: say('webhooks', 'create.title') })
  await form.getByLabel(say('webhooks', 'field.url'), { exact: true }).fill('ftp://crm.example.com')
  await form.getByLabel(say('webhooks', 'field.description'), { exact: true }).fill('CRM')
  await form.getByRole('radio', { name: say('webhooks', 'events.some') }).check()
  await form.getByRole('checkbox', { name: say('webhooks', 'group.api_key'), exact: true }).check()
  await form.getByRole('button', { name: say('webhooks', 'create.submit') }).click()
  await expect(form.getByLabel(say('webhooks', 'field.url'), { exact: true })).toHaveAttribute(
    'aria-invalid',
    'true',
  )
  await form.getByLabel(say('webhooks', 'field.url'), { exact: true }).fill(crm.url)
  await form.getByRole('button', { name: say('webhooks', 'create.submit') }).click()
  const once = page.getByRole('dialog', { name: say('webhooks', 'secret.title') })
  const secret = await once.getByRole('code').first().innerText()
  await once.getByRole('button', { name: say('shared/access', 'secret.stored') }).click()
  await expect(page.getByText(secret)).toHaveCount(0)

  await page.getByRole('link', { name: 'CRM' }).click()
  await expect(page.getByRole('heading', { name: 'CRM' })).toBeVisible()
  await page.getByRole('button', { name: say('webhooks', 'test.send') }).click()
  await expect(page.getByRole('status').filter({ hasText: say('webhooks', 'test.ok') })).toBeVisible()
  await expect(page.getByText('thanks').first()).toBeVisible()
  expect(crm.seen).toHaveLength(1)

  // something happens: it arrives within seconds, and its signatures hold
  const made = await page.request.post('/api/auth/login', {
    data: { email: admin.email, password: admin.password },
  })
  const token = ((await made.json()) as { data: { access_token: string } }).data.access_token
  const key = await fetch(new URL('/api/api-keys', page.url()), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Report', scopes: ['members.read'] }),
  })
  expect(key.status).toBe(201)
  await expect.poll(() => crm.seen.length, { timeout: 15_000 }).toBe(2)
  const { headers, body } = crm.seen[1] as Seen
  expect(headers['x-cmis-signature']).toBe(`sha256=${hmac(secret, body).digest('hex')}`)
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const standard = hmac(Buffer.from(secret.replace('whsec_', ''), 'base64'), signed).digest('base64')
  expect(headers['webhook-signature']).toBe(`v1,${standard}`)
  expect(JSON.parse(body)).toMatchObject({ event: 'api_key.created', data: { name: 'Report' } })
  await page.reload()
  await expect(page.getByRole('table').getByText('api_key.created').first()).toBeVisible()
  crm.close()
})

test('a failed delivery is seen, understood and sent again', async ({ page, say, language }) => {
  const crm = await receiver()
  crm.answer = 500
  const admin = await newPerson(language)
  await newOrg(language, admin)
  await enter(page, admin, '/integrations/webhooks')
  await page.getByRole('button', { name: say('webhooks', 'create.open') }).click()
  const form = page.getByRole('dialog', { name: say('webhooks', 'create.title') })
  await form.getByLabel(say('webhooks', 'field.url'), { exact: true }).fill(crm.url)
  await form.getByRole('button', { name: say('webhooks', 'create.submit') }).click()
  await page.getByRole('button', { name: say('shared/access', 'secret.stored') }).click()
  await page.getByRole('link', { name: /127\.0\.0\.1/ }).click()
  await page.getByRole('button', { name: say('webhooks', 'test.send') }).click()
  await expect(page.getByText(say('webhooks', 'test.failed'))).toBeVisible()

  // what the receiver says is shown as it is, never as a page
  const table = page.getByRole('table', { name: say('webhooks', 'deliveries.title') })
  const row = table.getByRole('row').filter({ hasText: 'webhook.test' })
  await row.getByRole('button', { name: say('webhooks', 'action.show') }).click()
  const sheet = page.getByRole('dialog', { name: 'webhook.test' })
  await expect(sheet.getByText('no room <b>here</b>')).toBeVisible()
  await bringAxe(page)
  expect(await objections(page)).toEqual([])
  crm.answer = 200
  await sheet.getByRole('button', { name: say('webhooks', 'action.resend') }).click()
  await expect(page.getByText(say('webhooks', 'told.resent'))).toBeVisible()
  await expect.poll(() => crm.seen.length, { timeout: 15_000 }).toBe(2)
  expect(crm.seen[0]?.headers['webhook-id']).toBe(crm.seen[1]?.headers['webhook-id'])
  await page.keyboard.press('Escape')
  await page.reload()
  await expect(row.getByText(say('webhooks', 'delivery.delivered'))).toBeVisible()
  await bringAxe(page)
  expect(await objections(page)).toEqual([])

  // off and on, a new secret, and away
  const menu = say('webhooks', 'actions_of', { name: new URL(crm.url).host })
  await act(page, menu, say('webhooks', 'action.disable'))
  await expect(page.getByText(say('webhooks', 'trouble.person'))).toBeVisible()
  await page.getByRole('button', { name: say('webhooks', 'action.enable') }).click()
  await expect(page.getByText(say('webhooks', 'trouble.person'))).toBeHidden()
  await act(page, menu, say('webhooks', 'action.rotate'))
  await confirm(page, say('webhooks', 'rotate.confirm'))
  await page.getByRole('button', { name: say('shared/access', 'secret.stored') }).click()
  await expect(page.getByText(say('webhooks', 'trouble.rotating_body'))).toBeVisible()
  await act(page, menu, say('webhooks', 'action.remove'))
  await confirm(page, say('webhooks', 'remove.confirm'))
  await expect(page.getByText(say('webhooks', 'none.title'))).toBeVisible()
  crm.close()
})
