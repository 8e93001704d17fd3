// What axe says of a page.
import { expect, type Page } from '@playwright/test'
import axe from 'axe-core'

declare global {
  interface Window {
    axe: typeof axe
  }
}

// A theme changes colours and nothing else, so all rules see the first one, and the rules on colours the others; and colours are the same in
// each language.
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const COLOURS = ['color-contrast', 'link-in-text-block']
const THEMES = { light: RULES, dark: COLOURS, rose: COLOURS }

/** Once a page, before {@link objections}: into the page itself, which needs no second copy for each theme and size. */
export const bringAxe = (page: Page) => page.evaluate(axe.source)

/** All that axe objects to in each theme, once everything that moves has come to rest. */
export const objections = (page: Page) =>
  page.evaluate(
    async themes => {
      const found: string[] = []
      for (const [theme, runOnly] of Object.entries(themes)) {
        if (theme !== 'light' && document.documentElement.lang === 'en') continue
        document.documentElement.dataset.theme = theme
        // Only the next frame knows which colours change over time.
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
        await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
        const { violations } = await window.axe.run(document, { runOnly, resultTypes: ['violations'] })
        for (const { id, nodes } of violations)
          for (const { html, failureSummary } of nodes)
            found.push(`${theme} ${id}: ${html} ${failureSummary}`)
      }
      return found
    },
    THEMES,
  )

const PHONE = { width: 390, height: 844 }
const SCREEN = { width: 1280, height: 720 }

/** Nothing to object to on a phone and on a screen, once nothing is busy, and nothing wider than either. */
export async function inspect(page: Page) {
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
  await bringAxe(page)
  for (const size of [PHONE, SCREEN]) {
    await page.setViewportSize(size)
    // what stands half behind a bar that stays in sight is no target there
    await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }))
    expect(await objections(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    )
  }
}
