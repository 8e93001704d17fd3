import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

function tokens(theme: string): Record<string, string> {
  const block = new RegExp(`\\[data-theme=["']${theme}["']\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? ''
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(match => [match[1], match[2]]),
  )
}

/** Relative luminance by WCAG 2.2. */
function luminance(hex: string): number {
  const channel = (start: number) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const GROUNDS = ['bg', 'surface', 'raised', 'sunken']
const TEXT: [string, string[]][] = [
  ['ink', GROUNDS],
  ['muted', GROUNDS],
  ['faint', GROUNDS],
  ['accent-text', [...GROUNDS, 'accent-soft']],
  ['danger-text', [...GROUNDS, 'danger-soft']],
  ['warn-text', [...GROUNDS, 'warn-soft']],
  ['ok-text', [...GROUNDS, 'ok-soft']],
  ['info-text', [...GROUNDS, 'info-soft']],
  ['on-accent', ['accent', 'accent-hover']],
  ['on-danger', ['danger', 'danger-hover']],
]
const SHAPES: [string, string[]][] = [
  ['accent', GROUNDS],
  ['line-strong', ['surface']],
  ...Array.from({ length: 10 }, (_, index): [string, string[]] => [
    `series-${index + 1}`,
    ['surface', 'raised'],
  ]),
]

describe.each(['light', 'dark', 'rose'])('the %s theme', theme => {
  const colour = tokens(theme)
  const failing = (pairs: [string, string[]][], least: number) =>
    pairs.flatMap(([front, backs]) =>
      backs
        .map(back => [front, back, contrast(colour[front] ?? '#000000', colour[back] ?? '#000000')] as const)
        .filter(([, , ratio]) => ratio < least)
        .map(([, back, ratio]) => `${front} on ${back}: ${ratio.toFixed(2)}`),
    )

  it('has readable text (4.5 : 1)', () => {
    expect(failing(TEXT, 4.5)).toEqual([])
  })
  it('has visible controls and focus (3 : 1)', () => {
    expect(failing(SHAPES, 3)).toEqual([])
  })
})
