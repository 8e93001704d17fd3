import { describe, expect, it } from 'vitest'
import { ringPath, sectorsOf } from './sectors'

describe('parts of a whole', () => {
  it('follow one another around the ring', () => {
    expect(sectorsOf([1, 2, 1])).toEqual([
      { from: 0, to: 0.25 },
      { from: 0.25, to: 0.75 },
      { from: 0.75, to: 1 },
    ])
  })

  it('are nothing where there is nothing', () => {
    expect(sectorsOf([0, 0])).toEqual([
      { from: 0, to: 0 },
      { from: 0, to: 0 },
    ])
    expect(sectorsOf([0, 5])).toEqual([
      { from: 0, to: 0 },
      { from: 0, to: 1 },
    ])
  })
})

describe('a part of a ring', () => {
  const ring = { centre: 50, outer: 50, inner: 30 }

  it('runs clockwise from the top, out and back', () => {
    expect(ringPath({ from: 0, to: 0.25 }, ring)).toBe(
      'M50.00 0.00A50 50 0 0 1 100.00 50.00L80.00 50.00A30 30 0 0 0 50.00 20.00Z',
    )
  })

  it('takes the long way where it is more than half', () => {
    expect(ringPath({ from: 0, to: 0.75 }, ring)).toContain('A50 50 0 1 1')
    expect(ringPath({ from: 0, to: 0.5 }, ring)).toContain('A50 50 0 0 1')
  })

  it('is seen when it is all there is, gap or not', () => {
    const path = ringPath({ from: 0, to: 1 }, ring, 0.02)
    expect(path.startsWith('M50.00 0.00A50 50 0 1 1 49.97 0.00')).toBe(true)
  })

  it('never runs backwards for the sake of its gap', () => {
    expect(ringPath({ from: 0.5, to: 0.505 }, ring, 0.01)).toContain('M50.00 100.00A50 50 0 0 1 50.00 100.00')
  })
})
