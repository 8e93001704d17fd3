import { describe, expect, it } from 'vitest'
import { areaOf, axisOf, labelled, lineOf, nearest, placeOf, runsOf } from './scales'

describe('an axis', () => {
  it('ends at a round number above everything', () => {
    expect(axisOf([3, 87, null])).toEqual({ top: 100, ticks: [0, 25, 50, 75, 100] })
    expect(axisOf([1_234]).top).toBe(1_500)
    expect(axisOf([0.42])).toEqual({ top: 0.6, ticks: [0, 0.2, 0.4, 0.6] })
    expect(axisOf([100]).top).toBe(100)
  })

  it('is there when nothing is', () => {
    expect(axisOf([])).toEqual({ top: 1, ticks: [0] })
    expect(axisOf([null, 0])).toEqual({ top: 1, ticks: [0] })
  })
})

describe('places', () => {
  it('spread from edge to edge, and back', () => {
    expect([0, 1, 2].map(index => placeOf(index, 3, 200))).toEqual([0, 100, 200])
    expect(placeOf(0, 1, 200)).toBe(100)
    expect(nearest(140, 3, 200)).toBe(1)
    expect(nearest(-5, 3, 200)).toBe(0)
    expect(nearest(999, 3, 200)).toBe(2)
    expect(nearest(50, 1, 200)).toBe(0)
  })

  it('leave room between labels, and the last has one', () => {
    expect(labelled(5, 500, 50)).toEqual([0, 1, 2, 3, 4])
    expect(labelled(30, 300, 60)).toEqual([5, 11, 17, 23, 29])
    expect(labelled(0, 300, 60)).toEqual([])
  })
})

it('draws what is unknown as a gap', () => {
  const runs = runsOf([1, 2, null, 4], (value, index) => ({ x: index, y: value }))
  expect(runs).toHaveLength(2)
  expect(lineOf(runs)).toBe('M0.0,1.0L1.0,2.0M3.0,4.0')
  expect(areaOf(runs, 9)).toBe('M0.0,1.0L1.0,2.0L1.0,9.0L0.0,9.0Z')
})
