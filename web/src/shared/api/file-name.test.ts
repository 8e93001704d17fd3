import { expect, it } from 'vitest'
import { fileNameIn } from './file-name'

const name = (told?: string) => fileNameIn(new Headers(told ? { 'content-disposition': told } : {}))

it('reads what a file is called', () => {
  expect(name('attachment; filename="overview.csv"')).toBe('overview.csv')
  expect(name('attachment; filename=overview.csv')).toBe('overview.csv')
  expect(name(`attachment; filename="x.csv"; filename*=UTF-8''%D8%A3.csv`)).toBe('أ.csv')
  expect(name(`attachment; filename="x.csv"; filename*=UTF-8''%D8%`)).toBe('x.csv')
  expect(name()).toBeUndefined()
})
