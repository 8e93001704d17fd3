// On a phone, and with nothing but the keyboard.
import { newOrg, newPerson } from '../support/people'
import { enter, expect, test } from '../support/test'

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

  test('bottom bar, drawer and cards', async ({ page, say, language }) => {
    const person = await newPerson(language)
    await newOrg(language, person)
    await enter(page, person)
    const bar = page.getByRole('navigation', { name: say('common', 'nav.main') })
    await bar.getByRole('link', { name: say('common', 'nav.spending') }).tap()
    await expect(page).toHaveURL(/\/spending$/)
    const more = bar.getByRole('button', { name: say('common', 'nav.more') })
    const size = await more.boundingBox()
    expect(Math.min(size?.width ?? 0, size?.height ?? 0)).toBeGreaterThanOrEqual(44)

    await more.tap()
    const drawer = page.getByRole('dialog', { name: say('common', 'nav.main') })
    await expect(drawer).toBeVisible()
    await drawer.getByRole('link', { name: say('common', 'nav.team') }).tap()
    await expect(drawer).toBeHidden()
    await expect(page).toHaveURL(/\/team$/)
    const card = page.getByRole('list', { name: say('team', 'title') }).getByRole('listitem')
    await expect(card).toContainText(person.email)
    await expect(page.getByRole('table')).toHaveCount(0)
  })
})

test('by keyboard alone', async ({ page, say, language }) => {
  const person = await newPerson(language)
  await newOrg(language, person)
  await enter(page, person)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: say('common', 'skip') })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()

  const switcher = page.getByRole('button', { name: say('common', 'org.switch') })
  await switcher.focus()
  await page.keyboard.press('Control+KeyK')
  const palette = page.getByRole('dialog', { name: say('common', 'search.short') })
  await expect(palette.getByRole('searchbox').or(palette.getByRole('textbox')).first()).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()
  await expect(switcher).toBeFocused()
  const outline = await switcher.evaluate(element => getComputedStyle(element).outlineStyle)
  expect(outline, 'the focus can be seen').not.toBe('none')

  await page.keyboard.press('Control+KeyK')
  await page.keyboard.type(say('common', 'nav.usage'))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/usage/)

  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: say('common', 'shortcuts.title') })
  await expect(help).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await expect(page).toHaveURL(/\/team/)
})
