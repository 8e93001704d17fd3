// `test` of every journey: the language, the app's words, and a watch over what must never happen on any page.
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import type { Person } from './people'
import { type Language, type Say, sayIn } from './words'

export type Options = { language: Language }
type Fixtures = {
  say: Say
  /** A page in a browser of its own, as somebody else or nobody. */
  visit: () => Promise<Page>
  /** Console errors, exceptions and violations of the content security policy; there must be none. */
  faults: string[]
}

export const test = base.extend<Options & Fixtures>({
  language: ['ar', { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  baseURL: async ({}, use) => use(process.env.CMIS_E2E_URL),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  faults: async ({}, use) => {
    const faults: string[] = []
    await use(faults)
    expect(faults, 'faults on a page').toEqual([])
  },
  say: async ({ language }, use) => use(sayIn(language)),
  context: async ({ context, language, faults }, use) => {
    await prepare(context, language, faults)
    await use(context)
  },
  visit: async ({ browser, contextOptions, language, locale, timezoneId, baseURL, faults }, use) => {
    const contexts: BrowserContext[] = []
    await use(async () => {
      const context = await browser.newContext({ ...contextOptions, locale, timezoneId, baseURL })
      contexts.push(context)
      await prepare(context, language, faults)
      return context.newPage()
    })
    await Promise.all(contexts.map(context => context.close()))
  },
})
export { expect }

async function prepare(context: BrowserContext, language: Language, faults: string[]) {
  await context.addInitScript(chosen => {
    if (origin === 'null') return // about:blank has no storage
    localStorage.setItem('cmis.preferences', localStorage.getItem('cmis.preferences') ?? chosen)
    addEventListener('securitypolicyviolation', event =>
      console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`),
    )
  }, JSON.stringify({ language }))
  context.on('weberror', fault => faults.push(fault.error().message))
  context.on('console', message => {
    // A refusal by the API is an answer, which Chromium also writes down as an error.
    const isRefusal = /status of 4\d\d/.test(message.text()) && /\/api\//.test(message.location().url)
    if (message.type() === 'error' && !isRefusal) faults.push(`${message.text()} (${message.location().url})`)
  })
}

/** Signed in without the form, which journeys of its own walk through. */
export async function enter(page: Page, { email, password }: Person, to = '/') {
  const answer = await page.request.post('/api/auth/login', { data: { email, password, client: 'web' } })
  expect(answer.status(), 'signing in').toBe(200)
  await page.goto(to)
}

/** By the form. */
export async function signIn(page: Page, say: Say, { email, password }: Pick<Person, 'email' | 'password'>) {
  await page.getByLabel(say('auth', 'field.email'), { exact: true }).fill(email)
  await page.getByLabel(say('auth', 'field.password'), { exact: true }).fill(password)
  await page.getByRole('button', { name: say('auth', 'sign_in.submit'), exact: true }).click()
}

export async function signOut(page: Page, say: Say) {
  await page.getByRole('button', { name: say('common', 'profile.menu') }).click()
  await page.getByRole('button', { name: say('common', 'profile.sign_out'), exact: true }).click()
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: say('common', 'profile.sign_out'), exact: true })
    .click()
  await expect(page.getByText(say('auth', 'sign_in.signed_out'))).toBeVisible()
}

/** One of a list, by the list's label. */
export async function choose(page: Page, label: string, option: string) {
  await page.getByRole('button', { name: label }).click()
  // An option may say more in a second line.
  await page
    .getByRole('option')
    .filter({ has: page.getByText(option, { exact: true }) })
    .click()
}

/** Takes one entry of a menu. */
export async function act(page: Page, menu: string, entry: string) {
  await page.getByRole('button', { name: menu }).click()
  await page.getByRole('menuitem', { name: entry, exact: true }).click()
}

/** Says yes to a question. */
export async function confirm(page: Page, deed: string) {
  await page.getByRole('alertdialog').getByRole('button', { name: deed, exact: true }).click()
}
