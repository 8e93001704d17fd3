import { expect, it } from 'vitest'
import { toast, toasts } from './toast'

it('says the same news once, and three at most', () => {
  toast('ok', 'Password changed')
  toast('info', 'Huda joined')
  toast('info', 'Password changed')
  expect(toasts.get().map(({ tone, text }) => `${tone} ${text}`)).toEqual([
    'info Huda joined',
    'info Password changed',
  ])
  for (const text of ['1', '2', '3', '4']) toast('ok', text)
  expect(toasts.get().map(({ text }) => text)).toEqual(['2', '3', '4'])
})
