import { useWidth } from '@/shared/charts/use-width'
import { LANGUAGE_TAG } from '@/shared/lib/language'
import { useLanguage } from '@/shared/lib/preferences'
import { placesOf, radiusOf, roomFor, type Spot, viewOf } from './map-view'
import { HEIGHT, LAND, PLACES, WIDTH } from './world'

type Props = { countries: { code: string; value: number; text: string }[] }

/** In pixels. */
const LARGEST = 26
const LETTER = 7
const LINE = 16

const places = placesOf(PLACES)

/** Numbers as circles where their countries lie, as near as they allow. A picture: the list beside it says the same. */
export default function WorldMap({ countries }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const names = new Intl.DisplayNames(LANGUAGE_TAG[useLanguage()], { type: 'region', style: 'short' })
  const spots = countries
    .flatMap(({ code, value, text }) => {
      const place = places.get(code)
      return place ? [{ ...place, code, value, text, name: names.of(code) ?? code }] : []
    })
    .sort((a, b) => b.value - a.value)
  const view = viewOf(spots satisfies Spot[], { width: WIDTH, height: HEIGHT })
  const scale = view.width / Math.max(width, 1)
  const most = spots[0]?.value ?? 0
  const radius = (value: number) => radiusOf(value, most, Math.min(LARGEST, width / 20))
  const room = roomFor(
    spots.map(({ x, y, value, name }) => ({
      x: x / scale,
      y: y / scale + radius(value),
      width: name.length * LETTER,
    })),
    LINE,
  )
  return (
    <div
      ref={ref}
      aria-hidden
      dir="ltr"
      className="overflow-hidden rounded-md bg-sunken/60"
      style={{ aspectRatio: WIDTH / HEIGHT }}
    >
      {width > 0 && (
        <svg
          aria-hidden
          viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`}
          className="size-full"
          preserveAspectRatio="xMidYMid slice"
        >
          <path d={LAND} fillRule="evenodd" className="fill-ink/14" />
          {spots.map(({ code, x, y, value, name, text }) => (
            <circle
              key={code}
              cx={x}
              cy={y}
              r={radius(value) * scale}
              className="fill-accent/35 stroke-accent transition-[fill] hover:fill-accent/60"
              strokeWidth={scale * 1.25}
            >
              <title>{`${name}: ${text}`}</title>
            </circle>
          ))}
          {spots.map(
            ({ code, x, y, value, name }, index) =>
              room[index] && (
                <text
                  key={code}
                  x={x}
                  y={y + (radius(value) + 13) * scale}
                  fontSize={12 * scale}
                  textAnchor="middle"
                  paintOrder="stroke"
                  strokeWidth={3 * scale}
                  className="pointer-events-none fill-ink stroke-surface font-medium"
                >
                  {name}
                </text>
              ),
          )}
        </svg>
      )}
    </div>
  )
}
