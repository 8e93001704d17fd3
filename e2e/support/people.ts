// People and organizations by the command line, which no throttle of the web concerns, and their mail.
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { expect } from '@playwright/test'
import type { Language } from './words'

export type Person = { id: string; name: string; email: string; password: string }
export type Org = { id: string; name: string }
type Mail = { to: string | string[]; at: string; links: string[] }

export const PASSWORD = 'quiet-harbour-lantern-42'
const NAMES = { ar: 'سارة القحطاني', en: 'Sara Jones' }
const COMPANY = { ar: 'قهوة نجد', en: 'Najd Coffee' }
const plain = () => randomUUID().slice(0, 8)

export const newEmail = () => `p${plain()}@example.com`
export const newOrgName = (language: Language) => `${COMPANY[language]} ${plain()}`

export function cmis<Result>(args: string[], input = ''): Promise<Result> {
  return new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      CMIS_DATA_DIR: process.env.CMIS_E2E_DATA,
      CMIS_SANDBOX_URL: process.env.CMIS_E2E_SANDBOX,
      DATABASE_URL: '',
    }
    const child = execFile(process.env.CMIS_E2E_BINARY ?? 'cmis', args, { env }, (error, out, said) =>
      error ? reject(new Error(`cmis ${args[0]}: ${said || error.message}`)) : resolve(JSON.parse(out)),
    )
    child.stdin?.end(input)
  })
}

export async function newPerson(language: Language, ...flags: string[]): Promise<Person> {
  const name = `${NAMES[language]} ${plain()}`
  const email = newEmail()
  const args = [
    'user:create',
    '--name',
    name,
    '--email',
    email,
    '--locale',
    language,
    '--password-stdin',
    '--json',
  ]
  const { id } = await cmis<{ id: string }>([...args, ...flags], PASSWORD)
  return { id, name, email, password: PASSWORD }
}

export async function newOrg(language: Language, admin: Person, plan = 'professional'): Promise<Org> {
  const name = newOrgName(language)
  const args = [
    'org:create',
    '--name',
    name,
    '--admin',
    admin.email,
    '--locale',
    language,
    '--plan',
    plan,
    '--json',
  ]
  return { ...(await cmis<{ id: string }>(args)), name }
}

/** A login as a program has it: its access token. */
export async function tokenOf({ email, password }: Pick<Person, 'email' | 'password'>): Promise<string> {
  const answer = await ask<{ access_token: string }>('POST', '/api/auth/login', {
    email,
    password,
    client: 'api',
  })
  return answer.access_token
}

/** The API itself, where a page is not what the journey is about. */
export async function ask<Data>(method: string, path: string, body?: object, token?: string): Promise<Data> {
  const answer = await fetch(`${process.env.CMIS_E2E_URL}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: body && JSON.stringify(body),
  })
  const { success, data } = (await answer.json()) as { success: boolean; data: Data }
  expect(success, `${method} ${path}: ${answer.status}`).toBe(true)
  return data
}

/** Somebody who joins an organization by an invitation. */
export async function newColleague(language: Language, org: Org, role = 'member'): Promise<Person> {
  const person = await newPerson(language)
  await cmis(['org:invite', org.id, person.email, '--role', role, '--json'])
  const token = (await mailedLink(person.email, /invitations/)).split('/').pop()
  await ask('POST', `/api/invitations/${token}/accept`, {}, await tokenOf(person))
  return person
}

/** The newest link like this that was mailed to somebody. */
export async function mailedLink(email: string, like: RegExp): Promise<string> {
  let link: string | undefined
  await expect
    .poll(
      async () => {
        const answer = await fetch(`${process.env.CMIS_E2E_URL}/dev/mail.json`)
        const body = (await answer.json()) as Mail[] | { data: Mail[] }
        const mails = Array.isArray(body) ? body : body.data
        link = mails
          .filter(mail => [mail.to].flat().some(to => to.includes(email)))
          .sort((a, b) => b.at.localeCompare(a.at))
          .flatMap(mail => mail.links)
          .find(found => like.test(found))
        return link
      },
      { message: `a mail to ${email} with ${like}` },
    )
    .toBeTruthy()
  return link ?? ''
}
