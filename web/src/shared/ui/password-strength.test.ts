import { expect, it } from 'vitest'
import { passwordStrength } from './password-strength'

it.each([
  ['short', 0],
  ['aaaaaaaaaaaaaa', 1],
  ['Password12345!', 1],
  ['plainletters', 2],
  ['Kh4leej-Sunrise', 4],
  ['four quiet camels walking home', 4],
  ['مدينة هادئة على البحر', 4],
] as const)('%s → %i', (password, strength) => {
  expect(passwordStrength(password)).toBe(strength)
})
