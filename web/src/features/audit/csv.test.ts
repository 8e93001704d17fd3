import { expect, it } from 'vitest'
import { toCsv } from './csv'

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('takes the life out of %j', cell => {
  expect(
    toCsv([[cell]])
      .replace('"', '')
      .startsWith(`\uFEFF'${cell}`),
  ).toBe(true)
})

it('quotes what would break a row', () => {
  expect(toCsv([['a,b', 'say "hi"', 'two\nlines', 'المدار']])).toBe(
    '\uFEFF"a,b","say ""hi""","two\nlines",المدار\r\n',
  )
})

it('quotes a guarded cell too', () => {
  expect(toCsv([['=HYPERLINK("x","y")']])).toBe('\uFEFF"\'=HYPERLINK(""x"",""y"")"\r\n')
})
