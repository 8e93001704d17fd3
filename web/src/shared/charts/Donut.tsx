import { ringPath, sectorsOf } from './sectors'

type Slice = {
  id: string
  name: React.ReactNode
  value: number
  text: string
  /** A colour of the theme, as CSS has it. */
  colour: string
}

type Props = {
  label: string
  slices: Slice[]
  /** In the middle: the whole, and what it is of. */
  whole: string
  unit: string
}

const RING = { centre: 80, outer: 79, inner: 54 }
const GAP = 0.008

/** Parts of a whole as a ring. Beside it stands each with its number, so that nobody has to tell colours apart. */
export function Donut({ label, slices, whole, unit }: Props) {
  const sectors = sectorsOf(slices.map(({ value }) => value))
  const isAlone = slices.filter(({ value }) => value > 0).length < 2
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-8 gap-y-5">
      <div aria-hidden className="relative size-40 shrink-0">
        <svg aria-hidden viewBox="0 0 160 160" className="size-full">
          <circle cx="80" cy="80" r="66.5" className="fill-none stroke-ink/6" strokeWidth="25" />
          {slices.map(({ id, value, colour }, index) => {
            const sector = sectors[index]
            return (
              sector &&
              value > 0 && <path key={id} d={ringPath(sector, RING, isAlone ? 0 : GAP)} fill={colour} />
            )
          })}
        </svg>
        <div className="absolute inset-0 grid place-content-center text-center">
          <span className="tabular text-3xl font-semibold">{whole}</span>
          <span className="max-w-24 text-xs text-muted">{unit}</span>
        </div>
      </div>
      <ul aria-label={label} className="flex min-w-40 grow flex-col gap-2">
        {slices.map(({ id, name, text, colour }) => (
          <li key={id} className="flex items-center gap-2.5">
            <span aria-hidden className="size-2.5 shrink-0 rounded-full" style={{ background: colour }} />
            <span className="min-w-0 grow truncate">{name}</span>
            <span className="tabular font-medium">{text}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
