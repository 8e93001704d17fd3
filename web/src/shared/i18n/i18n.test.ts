import { expect, it } from 'vitest'
import { translate } from './plural-and-fill'

const words = {
  greeting: 'Hello {{name}}',
  org: {
    campaigns_zero: 'لا حملات',
    campaigns_one: 'حملة',
    campaigns_two: 'حملتان',
    campaigns_few: '{{count}} حملات',
    campaigns_many: '{{count}} حملة',
    campaigns_other: '{{count}} حملة.',
  },
}

it.each([
  [0, 'لا حملات'],
  [1, 'حملة'],
  [2, 'حملتان'],
  [7, '7 حملات'],
  [11, '11 حملة'],
  [100, '100 حملة.'],
  [1234, '1,234 حملة'],
])('speaks the six Arabic plurals: %i', (count, text) => {
  expect(translate('ar', words, 'org.campaigns', { count })).toBe(text)
})

it('fills in and leaves unknown keys visible', () => {
  expect(translate('en', words, 'greeting', { name: 'Sara' })).toBe('Hello Sara')
  expect(translate('en', words, 'org.nothing')).toBe('org.nothing')
})
