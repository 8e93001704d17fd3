import { describe, expect, it } from 'vitest'
import { safePath } from './safe-path'

const origin = 'https://cmis.example'

describe('the path after sign-in', () => {
  it('keeps a path of ours with its query and fragment', () => {
    expect(safePath('/team?role=admin#x', origin)).toBe('/team?role=admin#x')
  })

  it.each([
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    'evil.example',
    '',
    undefined,
    ['/team'],
  ])('refuses %j', next => {
    expect(safePath(next, origin)).toBe('/')
  })
})
