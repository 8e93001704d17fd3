import { describe, expect, it } from 'vitest'
import { placesOf, radiusOf, roomFor, viewOf } from './map-view'
import { HEIGHT, PLACES, WIDTH } from './world'

const WORLD = { width: 10_000, height: 4_000 }
const spot = (x: number, y: number) => ({ code: 'XX', x, y, value: 1 })

describe('the part of the world that is shown', () => {
  it('is all of it when nothing lies anywhere', () => {
    expect(viewOf([], WORLD)).toEqual({ x: 0, y: 0, ...WORLD })
  })

  it('goes close to neighbours, with room around', () => {
    const view = viewOf([spot(6_000, 1_500), spot(6_100, 1_560)], WORLD)
    expect(view).toEqual({ x: 5_050, y: 1_130, width: 2_000, height: 800 })
  })

  it('never leaves the world', () => {
    const view = viewOf([spot(0, 0), spot(9_990, 3_990)], WORLD)
    expect(view.x).toBeGreaterThanOrEqual(0)
    expect(view.x + view.width).toBeLessThanOrEqual(WORLD.width)
    expect(view.y + view.height).toBeLessThanOrEqual(WORLD.height)
    expect(viewOf([spot(0, 0)], WORLD)).toMatchObject({ x: 0, y: 0 })
  })
})

it('knows where countries lie', () => {
  const places = placesOf(PLACES)
  for (const code of ['SA', 'AE', 'BH', 'QA', 'KW', 'OM', 'EG', 'PS', 'US', 'SG', 'MT'])
    expect(places.get(code), code).toMatchObject({ x: expect.any(Number), y: expect.any(Number) })
  const [sa, us] = [places.get('SA'), places.get('US')]
  expect(sa && us && sa.x > us.x).toBe(true)
  for (const { x, y } of places.values())
    expect(x >= 0 && x <= WIDTH && y >= 0 && y < HEIGHT * 1.4).toBe(true)
})

it('draws a number as an area', () => {
  expect(radiusOf(100, 100, 30)).toBe(30)
  expect(radiusOf(25, 100, 30)).toBe(15)
  expect(radiusOf(0, 100, 30)).toBe(3.5)
  expect(radiusOf(5, 0, 30)).toBe(3.5)
})

it('writes names that have room', () => {
  const labels = [
    { x: 100, y: 50, width: 60 },
    { x: 130, y: 55, width: 60 },
    { x: 130, y: 80, width: 60 },
  ]
  expect(roomFor(labels, 16)).toEqual([true, false, true])
})
