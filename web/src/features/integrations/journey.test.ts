import { describe, expect, it } from 'vitest'
import { hasAnswer, keepAnswer, orgOf, takeAnswer } from './journey'

describe('what a platform sends back', () => {
  it('is there once, and only what is known', () => {
    const search = { state: 'org.secret', code: 'c', oauth_verifier: 'v', scope: 'ignored' }
    keepAnswer(search)
    expect(hasAnswer()).toBe(true)
    expect(takeAnswer()).toEqual({ state: 'org.secret', code: 'c', oauth_verifier: 'v' })
    expect(takeAnswer()).toBeUndefined()
    expect(hasAnswer()).toBe(false)
  })

  it('tells for which organization it was begun', () => {
    expect(orgOf({ state: '01936d2e-4c1a.x.y' })).toBe('01936d2e-4c1a')
    expect(orgOf({ state: 'garbage' })).toBe('')
    expect(orgOf({ state: '' })).toBe('')
  })
})
