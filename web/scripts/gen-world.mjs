// Writes src/features/analytics/world.ts: the land as one path, without borders (which are disputed in places), and where each
// country lies. `node scripts/gen-world.mjs WORLD_ATLAS ISO_3166` takes the folder of the package `world-atlas` (2.0.2, ISC; its
// data is Natural Earth's, in the public domain) and `iso_3166-1.json` of the Debian package `iso-codes`, for codes of two letters.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [atlas, iso] = process.argv.slice(2)
const read = path => JSON.parse(readFileSync(path, 'utf8'))
const target = fileURLToPath(new URL('../src/features/analytics/world.ts', import.meta.url))

const WIDTH = 10_000
/** What is smaller is no help at this scale: in units of the picture. */
const TOLERANCE = 2
const LEAST_AREA = 110
/** South of it there is ice alone. */
const SOUTH = -57

// Equal Earth (Šavrič, Patterson, Jenny 2018): areas keep their proportions.
const [A1, A2, A3, A4] = [1.340264, -0.081106, 0.000893, 0.003796]
const SPAN = 5.4133
function project([longitude, latitude]) {
  const t = Math.asin((Math.sqrt(3) / 2) * Math.sin((latitude * Math.PI) / 180))
  const [t2, t6] = [t ** 2, t ** 6]
  const x =
    (2 * Math.sqrt(3) * ((longitude * Math.PI) / 180) * Math.cos(t)) /
    (3 * (9 * A4 * t ** 8 + 7 * A3 * t6 + 3 * A2 * t2 + A1))
  const y = t * (A4 * t ** 8 + A3 * t6 + A2 * t2 + A1)
  return [(x / SPAN + 0.5) * WIDTH, (1.3173 - y) * (WIDTH / SPAN)]
}
const HEIGHT = Math.ceil(project([0, SOUTH])[1])

/** TopoJSON: arcs are shared, counted by differences, and backwards where their number is negative. */
function ringsOf({ transform, arcs, objects }, geometry) {
  const arc = index => {
    let [x, y] = [0, 0]
    const points = arcs[index < 0 ? ~index : index].map(([dx, dy]) => {
      x += dx
      y += dy
      return [
        x * transform.scale[0] + transform.translate[0],
        y * transform.scale[1] + transform.translate[1],
      ]
    })
    return index < 0 ? points.reverse() : points
  }
  const ring = indices => indices.flatMap((index, place) => (place === 0 ? arc(index) : arc(index).slice(1)))
  const polygons = geometry.type === 'Polygon' ? [geometry.arcs] : geometry.arcs
  return { objects, polygons: polygons.map(rings => rings.map(ring)) }
}

/**
 * A ring that crosses the far side of the world comes back on the other edge: it is unrolled, and cut in two there. One that lies whole on
 * one side stays as it is.
 */
function cut(ring) {
  let turn = 0
  const unrolled = ring.map(([longitude, latitude], index) => {
    const step = index === 0 ? 0 : longitude - ring[index - 1][0]
    if (Math.abs(step) > 180) turn -= Math.sign(step) * 360
    return [longitude + turn, latitude]
  })
  const edges = [-180, 180].filter(
    edge => unrolled.some(([x]) => x > edge) && unrolled.some(([x]) => x < edge),
  )
  let rest = unrolled
  const parts = []
  for (const edge of edges) {
    parts.push(half(rest, edge, -1))
    rest = half(rest, edge, 1)
  }
  return [...parts, rest].filter(part => part.length > 3).map(home)
}

/** Back to where longitudes are between -180 and 180. */
function home(ring) {
  const middle = ring.reduce((sum, [x]) => sum + x, 0) / ring.length
  const shift = middle > 180 ? -360 : middle < -180 ? 360 : 0
  return ring.map(([x, y]) => [x + shift, y])
}

/** What of a ring lies to the left (-1) or the right (1) of a meridian. */
function half(ring, edge, side) {
  return ring.flatMap((point, index) => {
    const before = ring.at(index - 1)
    const [isIn, wasIn] = [point, before].map(([x]) => (x - edge) * side >= 0)
    const share = (edge - before[0]) / (point[0] - before[0])
    const crossing = [edge, before[1] + share * (point[1] - before[1])]
    return [...(isIn === wasIn ? [] : [crossing]), ...(isIn ? [point] : [])]
  })
}

const areaOf = ring =>
  ring.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length]
    return sum + x * nextY - nextX * y
  }, 0) / 2

function centreOf(ring) {
  const area = areaOf(ring)
  let [x, y] = [0, 0]
  for (const [index, [ax, ay]] of ring.entries()) {
    const [bx, by] = ring[(index + 1) % ring.length]
    const cross = ax * by - bx * ay
    x += (ax + bx) * cross
    y += (ay + by) * cross
  }
  return area === 0 ? ring[0] : [x / (6 * area), y / (6 * area)]
}

/** Douglas and Peucker's: drops what no eye misses. */
function simplify(points) {
  const [first, last] = [points[0], points.at(-1)]
  let [farthest, distance] = [0, 0]
  const [dx, dy] = [last[0] - first[0], last[1] - first[1]]
  const length = Math.hypot(dx, dy)
  for (let index = 1; index < points.length - 1; index += 1) {
    const [x, y] = [points[index][0] - first[0], points[index][1] - first[1]]
    const away = length === 0 ? Math.hypot(x, y) : Math.abs(x * dy - y * dx) / length
    if (away > distance) [farthest, distance] = [index, away]
  }
  if (distance <= TOLERANCE) return [first, last]
  return [...simplify(points.slice(0, farthest + 1)).slice(0, -1), ...simplify(points.slice(farthest))]
}

function pathOf(ring) {
  const points = simplify(ring).map(([x, y]) => [Math.round(x), Math.round(y)])
  let [x, y] = points[0]
  const steps = points.slice(1, -1).map(([toX, toY]) => {
    const step = [toX - x, toY - y]
    ;[x, y] = [toX, toY]
    return step
  })
  const text = steps.map(([dx, dy]) => `${dx}${dy < 0 ? '' : ' '}${dy}`)
  return `M${points[0].join(' ')}l${text.join(' ')}z`.replaceAll(' -', '-')
}

const land = read(join(atlas, 'land-50m.json'))
const rings = land.objects.land.geometries.flatMap(geometry => ringsOf(land, geometry).polygons.flat())
const path = rings
  .filter(ring => ring.some(([, latitude]) => latitude > SOUTH))
  .flatMap(cut)
  .map(ring => ring.map(project))
  .filter(ring => Math.abs(areaOf(ring)) > LEAST_AREA)
  .map(pathOf)
  .join('')

const codes = new Map(read(iso)['3166-1'].map(({ numeric, alpha_2 }) => [numeric, alpha_2]))
const countries = read(join(atlas, 'countries-50m.json'))
const places = countries.objects.countries.geometries
  .filter(({ id }) => codes.has(id))
  .map(geometry => {
    const outlines = ringsOf(countries, geometry)
      .polygons.flatMap(([outline]) => cut(outline))
      .map(outline => outline.map(project))
    const largest = outlines.reduce((a, b) => (Math.abs(areaOf(b)) > Math.abs(areaOf(a)) ? b : a))
    return [codes.get(geometry.id), ...centreOf(largest).map(Math.round)]
  })
  .sort(([a], [b]) => (a < b ? -1 : 1))

writeFileSync(
  target,
  `// Written by scripts/gen-world.mjs from Natural Earth (public domain) by way of world-atlas 2.0.2, which is under the ISC licence:
// Copyright 2013-2019 Michael Bostock. Permission to use, copy, modify, and/or distribute this software for any purpose with or
// without fee is hereby granted, provided that the above copyright notice and this permission notice appear in all copies.
// The software is provided "as is" and the author disclaims all warranties.

/** The size of the picture, in the units of all that follows. Equal Earth: areas keep their proportions. */
export const WIDTH = ${WIDTH}
export const HEIGHT = ${HEIGHT}

/** The land as a path of an SVG. */
export const LAND =
  '${path}'

/** The middle of each country (of its largest part): code, x, y. */
export const PLACES =
  '${places.map(place => place.join(' ')).join(',')}'
`,
)
console.log(`${path.length} of land, ${places.length} countries`)
