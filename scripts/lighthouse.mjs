// Called by scripts/lighthouse with a running server: prints the four scores of each page and fails below 95.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const { CMIS_PUBLIC_URL: address, LIGHTHOUSE: folder, PASSWORD: password, CHROMIUM: browserPath } = process.env
const { resolve } = createRequire(`${folder}/`)
const load = name => import(pathToFileURL(resolve(name)).href)
const { default: puppeteer } = await load('puppeteer-core')
const { default: lighthouse, desktopConfig } = await load('lighthouse')

const LEAST = 95
const OPEN = ['/sign-in', '/register']
const SIGNED_IN = ['/', '/team', '/settings/profile', '/integrations/keys', '/integrations/apps', '/audit', '/admin/users']
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo']
const chosen = process.argv.slice(2)
const isWanted = path => chosen.length === 0 || chosen.includes(path)

async function newPage(language, isSignedIn) {
  const browser = await puppeteer.launch({
    executablePath: browserPath ?? '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-component-update', '--disable-sync'],
  })
  const page = await browser.newPage()
  await page.goto(`${address}/favicon.svg`)
  await page.evaluate(value => localStorage.setItem('cmis.preferences', value), JSON.stringify({ language }))
  if (isSignedIn)
    await page.evaluate(async secret => {
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ email: 'salma@example.com', password: secret, client: 'web' })
      const answer = await fetch('/api/auth/login', { method: 'POST', headers, body })
      if (!answer.ok) throw new Error(await answer.text())
      localStorage.setItem('cmis.session', '1')
    }, password)
  return { browser, page }
}

/** Prints one line, and below it what costs points. Gives whether every score is good. */
async function measure(page, path, language, device) {
  // Who has signed in stays so; everything else is as on the first visit.
  const flags = { clearStorageTypes: ['file_systems', 'shader_cache', 'service_workers', 'cache_storage'], logLevel: 'error' }
  const run = async () => (await lighthouse(address + path, flags, device === 'desktop' ? desktopConfig : undefined, page)).lhr
  let lhr = await run()
  // Now and then the browser loses the beginning of the trace; that says nothing of the page.
  if (lhr.runtimeError) lhr = await run()
  const scores = CATEGORIES.map(name => Math.round((lhr.categories[name]?.score ?? 0) * 100))
  const timing = name => lhr.audits[name]?.displayValue ?? '?'
  const vitals = `LCP ${timing('largest-contentful-paint')}, TBT ${timing('total-blocking-time')}, CLS ${timing('cumulative-layout-shift')}`
  console.log(path.padEnd(20), language, device.padEnd(8), scores.map(score => `${score}`.padStart(4)).join(' '), ' ', vitals)
  for (const name of CATEGORIES)
    for (const { id, weight } of lhr.categories[name]?.auditRefs ?? []) {
      const { score, title } = lhr.audits[id] ?? {}
      if (weight > 0 && score !== null && score < 0.9) console.log(`    ${name}: ${title} (${id}, ${score})`)
    }
  return scores.every(score => score >= LEAST)
}

console.log('page                 in device   perf a11y best  seo')
let isGood = true
for (const [paths, isSignedIn, languages] of [
  [OPEN, false, ['ar', 'en']],
  [SIGNED_IN, true, ['ar']],
])
  for (const language of languages) {
    const { browser, page } = await newPage(language, isSignedIn)
    for (const path of paths.filter(isWanted))
      for (const device of ['phone', 'desktop']) isGood = (await measure(page, path, language, device)) && isGood
    await browser.close()
  }
process.exitCode = isGood ? 0 : 1
