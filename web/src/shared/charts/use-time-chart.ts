import { useState } from 'react'
import type { Place } from './ChartAxes'
import { axisOf, nearest, placeOf } from './scales'
import { useWidth } from './use-width'

const HEIGHT = 264
const SPACE = { top: 14, bottom: 30, axis: 56, edge: 14 }

type Options = {
  label: string
  count: number
  values: (number | null | undefined)[]
  /** What a point says. */
  say: (index: number) => string | undefined
}

/**
 * The room of a chart over time, and which point of it is read: the one under the pointer, or the one that arrow keys chose. Time runs from
 * left to right in every language; the axis of numbers stands where reading begins.
 */
export function useTimeChart({ label, count, values, say }: Options) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const [read, setRead] = useState<number>()
  const isRtl = document.documentElement.dir === 'rtl'
  const inset = isRtl ? SPACE.edge : SPACE.axis
  const inner = Math.max(0, width - SPACE.axis - SPACE.edge)
  const ground = HEIGHT - SPACE.bottom
  const axis = axisOf(values)
  const place: Place = {
    x: index => inset + placeOf(index, count, inner),
    y: value => ground - (value / axis.top) * (ground - SPACE.top),
    ...{ width, inner, inset, height: HEIGHT, ground, isRtl },
  }
  const last = count - 1
  const shown = read === undefined ? undefined : Math.min(read, last)

  const onKeyDown = (event: React.KeyboardEvent) => {
    const now = shown ?? last
    const next = {
      ArrowLeft: now - 1,
      ArrowRight: now + 1,
      ArrowDown: now - 1,
      ArrowUp: now + 1,
      PageDown: now - 7,
      PageUp: now + 7,
      Home: 0,
      End: last,
    }[event.key]
    if (next === undefined) return
    event.preventDefault()
    setRead(Math.min(last, Math.max(0, next)))
  }

  const slider = {
    dir: 'ltr',
    role: 'slider',
    tabIndex: 0,
    'aria-label': label,
    'aria-valuetext': say(shown ?? last),
    'aria-valuemin': 1,
    'aria-valuemax': count,
    'aria-valuenow': (shown ?? last) + 1,
    onKeyDown,
    onFocus: () => setRead(now => now ?? last),
    onBlur: () => setRead(undefined),
    onPointerMove: (event: React.PointerEvent) => {
      const at = event.clientX - event.currentTarget.getBoundingClientRect().left - inset
      setRead(nearest(at, count, inner))
    },
    onPointerLeave: (event: React.PointerEvent) => {
      if (document.activeElement !== event.currentTarget) setRead(undefined)
    },
    className: 'relative touch-pan-y rounded-md',
    style: { height: HEIGHT },
  } as const
  return { ref, ticks: axis.ticks, place, shown, slider }
}
