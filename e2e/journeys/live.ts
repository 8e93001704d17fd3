// What happens elsewhere shows here by itself: the bell, an export, who is there; and ends with the right to see it. The official
// client of Socket.IO, on one node and on two.
import { type ChildProcess, spawn } from 'node:child_process'
import { type AddressInfo, createServer } from 'node:net'
import type { Route } from '@playwright/test'
import { io, type Socket } from 'socket.io-client'
import { ask, newColleague, newOrg, newPerson, type Person, tokenOf } from '../support/people'
import { act, choose, confirm, enter, expect, test } from '../support/test'

type Answer = { ok: boolean; code?: string }
type Member = { id: string; email: string }

async function socketOf(
  person: Person,
  options: { url?: string; transports?: string[] } = {},
): Promise<Socket> {
  const { url = process.env.CMIS_E2E_URL, transports } = options
  const token = await tokenOf(person)
  const socket = io(url as string, { auth: { token }, forceNew: true, ...(transports && { transports }) })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return socket
}

const heard = <Data>(socket: Socket, event: string) =>
  new Promise<Data>(resolve => socket.once(event, resolve))

async function setRole(admin: Person, org: string, email: string, role: string) {
  const token = await tokenOf(admin)
  const path = `/api/orgs/${org}/members`
  const member = (await ask<Member[]>('GET', path, undefined, token)).find(member => member.email === email)
  await ask('PATCH', `${path}/${member?.id}`, { role }, token)
}

test('the bell rings, and who is there is seen', async ({ page, visit, say, language }) => {
  const admin = await newPerson(language)
  const org = await newOrg(language, admin)
  const colleague = await newColleague(language, org)
  const other = await visit()
  await enter(other, colleague, '/team')
  const online = other.getByRole('img', { name: say('team', 'online') })
  const rowOf = ({ email }: Person) => other.getByRole('row').filter({ hasText: email })
  await expect(rowOf(colleague).getByRole('img', { name: say('team', 'online') })).toBeVisible()
  await expect(online).toHaveCount(1)
  await enter(page, admin, '/team')
  await expect(rowOf(admin).getByRole('img', { name: say('team', 'online') })).toBeVisible()

  await expect(other.getByRole('button', { name: say('common', 'notifications.title') })).toBeVisible()
  await choose(page, say('team', 'role_of', { name: colleague.name }), say('common', 'role.manager'))
  await expect(
    other.getByRole('button', { name: say('common', 'notifications.unread', { count: 1 }) }),
  ).toBeVisible()
  const toasts = other.getByRole('region', { name: say('common', 'toast.region') })
  await expect(
    toasts.getByRole('button', { name: say('common', 'notifications.open'), exact: true }),
  ).toBeVisible()
  await expect(other.getByRole('button', { name: say('team', 'invite.open') })).toBeVisible()

  await page.goto('/settings/organization')
  await page.close()
  await expect(online).toHaveCount(1)
})

test('an export comes by itself', async ({ page, say, language }) => {
  const admin = await newPerson(language)
  await newOrg(language, admin)
  await enter(page, admin, '/settings/organization')
  const live = page.waitForEvent('websocket')
  await page.reload()
  await live
  await page.getByRole('button', { name: say('shared/jobs', 'export.start') }).click()
  await expect(page.getByRole('link', { name: say('shared/jobs', 'export.download') })).toBeVisible()
  await expect(
    page.getByRole('button', { name: say('common', 'notifications.unread', { count: 1 }) }),
  ).toBeVisible()
})

test('news overtake an answer, and what changed while the door was still closed is seen', async ({
  page,
  say,
  language,
}) => {
  const admin = await newPerson(language)
  const org = await newOrg(language, admin)
  const news = new Map<string, () => void>()
  const told = (event: string) => new Promise<void>(done => news.set(event, done))
  let open = () => {}
  const opened = new Promise<void>(done => {
    open = done
  })
  await page.routeWebSocket(/socket\.io/, socket => {
    const server = socket.connectToServer()
    socket.onMessage(async message => {
      if (message.includes('"join"')) await opened
      server.send(message)
    })
    server.onMessage(message => {
      for (const [event, done] of news) if (message.includes(`"${event}"`)) done()
      socket.send(message)
    })
  })
  // the next answer there is that of a moment before the news, and arrives after them
  const overtake = (path: string, event: string, before: object) => {
    const overtaken = told(event)
    const late = async (route: Route) => {
      const response = await route.fetch()
      const { data, ...rest } = await response.json()
      await overtaken
      // taken back when it is asked for anew
      await route
        .fulfill({ response, json: { ...rest, data: { ...data, ...before } } })
        .catch(() => undefined)
    }
    return page.route(path, late, { times: 1 })
  }
  await enter(page, admin, '/team')
  await expect(page.getByRole('row').filter({ hasText: admin.email })).toBeVisible()
  const colleague = await newColleague(language, org)
  await overtake('**/presence', 'presence', { online: [] })
  open()
  await expect(page.getByRole('row').filter({ hasText: colleague.email })).toBeVisible()
  await expect(page.getByRole('img', { name: say('team', 'online') })).toBeVisible()

  await overtake('**/api/jobs/*', 'job:finished', { status: 'processing', result: null })
  await page.getByRole('link', { name: say('common', 'nav.settings'), exact: true }).click()
  await page.getByRole('link', { name: say('settings', 'nav.organization'), exact: true }).click()
  await page.getByRole('button', { name: say('shared/jobs', 'export.start') }).click()
  await expect(page.getByRole('link', { name: say('shared/jobs', 'export.download') })).toBeVisible()
})

test('a login that is ended elsewhere ends here', async ({ page, visit, say, language }) => {
  const person = await newPerson(language)
  await newOrg(language, person)
  const other = await visit()
  const live = other.waitForEvent('websocket')
  await enter(other, person, '/team')
  await live
  await expect(other.getByRole('img', { name: say('team', 'online') })).toBeVisible()
  await enter(page, person, '/settings/sessions')
  const rows = page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ has: page.getByRole('time') })
  await rows.getByRole('button').click()
  await expect(other.getByText(say('auth', 'sign_in.ended'))).toBeVisible()
  await expect(other).toHaveURL(/next=%2Fteam/)
})

test('away and back', async ({ page, context, say, language, faults }) => {
  const admin = await newPerson(language)
  const org = await newOrg(language, admin)
  await enter(page, admin, '/team')
  await expect(page.getByRole('img', { name: say('team', 'online') })).toBeVisible()
  await context.setOffline(true)
  await page.evaluate(() => dispatchEvent(new Event('offline')))
  const guest = await newColleague(language, org)
  await expect(page.getByRole('row').filter({ hasText: guest.email })).toHaveCount(0)
  await context.setOffline(false)
  await expect(page.getByRole('row').filter({ hasText: guest.email })).toBeVisible({ timeout: 45_000 })
  const others = faults.splice(0).filter(fault => !/ERR_INTERNET_DISCONNECTED|WebSocket/.test(fault))
  expect(others).toEqual([])
})

test('whoever loses the membership hears no more, and nobody joins a foreign room', async ({
  page,
  say,
  language,
}) => {
  const admin = await newPerson(language)
  const org = await newOrg(language, admin)
  const colleague = await newColleague(language, org)
  const rival = await newPerson(language)
  const foreign = await newOrg(language, rival)
  for (const transports of [['websocket'], ['polling'], undefined]) {
    const socket = await socketOf(rival, { transports })
    const refused = (await socket.emitWithAck('join', `org:${org.id}`)) as Answer
    expect(refused).toMatchObject({ ok: false, code: 'not_found' })
    expect(await socket.emitWithAck('join', `org:${foreign.id}`)).toEqual({ ok: true })
    socket.disconnect()
  }
  const socket = await socketOf(colleague)
  expect(await socket.emitWithAck('join', `org:${org.id}`)).toEqual({ ok: true })
  await enter(page, admin, '/team')
  const left = heard<{ room: string }>(socket, 'left')
  await act(page, say('team', 'actions_of', { name: colleague.name }), say('team', 'action.remove'))
  await confirm(page, say('team', 'remove.confirm'))
  expect((await left).room).toBe(`org:${org.id}`)
  expect(await socket.emitWithAck('join', `org:${org.id}`)).toMatchObject({ ok: false, code: 'not_found' })
  socket.disconnect()

  const forged = io(process.env.CMIS_E2E_URL as string, { auth: { token: 'forged' }, forceNew: true })
  const [error] = await new Promise<[Error]>(resolve =>
    forged.once('connect_error', (...all) => resolve(all as [Error])),
  )
  expect(error.message).toBe('unauthenticated')
  expect(forged.active).toBe(false)
  forged.disconnect()
})

/** A second process on the same database. */
async function secondNode(): Promise<{ url: string; process: ChildProcess }> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise(resolve => probe.close(resolve))
  const url = `http://127.0.0.1:${port}`
  const env = {
    ...process.env,
    CMIS_DATA_DIR: process.env.CMIS_E2E_DATA,
    CMIS_BIND: `127.0.0.1:${port}`,
    CMIS_PUBLIC_URL: process.env.CMIS_E2E_URL,
    CMIS_BACKUP_DAILY: 'false',
    DATABASE_URL: '',
  }
  const node = spawn(process.env.CMIS_E2E_BINARY as string, ['serve', '--no-worker'], {
    env,
    stdio: 'ignore',
  })
  await expect
    .poll(
      () =>
        fetch(`${url}/health/ready`).then(
          ({ status }) => status,
          () => 0,
        ),
      { timeout: 60_000 },
    )
    .toBe(200)
  return { url, process: node }
}

test('two nodes are one', async ({ language }) => {
  const admin = await newPerson(language)
  const org = await newOrg(language, admin)
  const colleague = await newColleague(language, org)
  const { url, process: node } = await secondNode()
  const sockets = [await socketOf(colleague), await socketOf(colleague, { url })]
  for (const socket of sockets)
    expect(await socket.emitWithAck('join', `org:${org.id}`)).toEqual({ ok: true })
  const told = sockets.map(socket => heard<{ kind: string }>(socket, 'notification'))
  const changed = sockets.map(socket => heard<{ org_id: string }>(socket, 'org:changed'))
  await setRole(admin, org.id, colleague.email, 'viewer')
  for (const notification of await Promise.all(told)) expect(notification.kind).toBe('member.role_changed')
  for (const change of await Promise.all(changed)) expect(change.org_id).toBe(org.id)
  const away = heard(sockets[1] as Socket, 'disconnect')
  node.kill('SIGTERM')
  await away
  for (const socket of sockets) socket.disconnect()
})
