// Without a network: a page of our own that says so, in the person's language, and the page itself again afterwards.
import { bringAxe, objections } from '../support/axe'
import { newOrg, newPerson } from '../support/people'
import { enter, expect, test } from '../support/test'

const WORDS = {
  ar: { title: 'تعذّر الوصول إلى الخادم', again: 'أعد المحاولة' },
  en: { title: 'The server cannot be reached', again: 'Try again' },
}

test.use({ contextOptions: { reducedMotion: 'reduce' } })

test('offline and back', async ({ page, context, say, language, faults }) => {
  const person = await newPerson(language)
  await newOrg(language, person)
  await enter(page, person, '/team')
  const team = page.getByRole('heading', { name: say('team', 'title'), level: 1 })
  await expect(team).toBeVisible()
  await page.evaluate(() => navigator.serviceWorker.ready)

  await context.setOffline(true)
  await page.reload()
  const { title, again } = WORDS[language]
  await expect(page.getByRole('heading', { name: title })).toBeVisible()
  await expect(page).toHaveURL(/\/team$/)
  await expect(page.getByRole('heading')).toHaveCount(1)
  expect(await page.evaluate(() => document.documentElement.dir)).toBe(language === 'ar' ? 'rtl' : 'ltr')
  await bringAxe(page)
  expect(await objections(page)).toEqual([])
  await page.getByRole('button', { name: again }).click()
  await expect(page.getByRole('heading', { name: title })).toBeVisible()

  const kept = await page.evaluate(async () => {
    const shelves = await Promise.all(
      (await caches.keys()).map(async name => (await caches.open(name)).keys()),
    )
    return shelves.flat().map(({ url }) => new URL(url).pathname)
  })
  expect(kept.sort()).toEqual(['/favicon.svg', '/offline.css', '/offline.html', '/offline.js'])

  await context.setOffline(false)
  await expect(team).toBeVisible()
  // That the network is away is what Chromium writes down here, and nothing else may be.
  const others = faults.splice(0).filter(fault => !fault.includes('ERR_INTERNET_DISCONNECTED'))
  expect(others).toEqual([])
})
