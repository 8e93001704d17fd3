import { cx } from '@/shared/lib/cx'

const SIZE = { sm: 'size-7 text-xs', md: 'size-9 text-sm', lg: 'size-12 text-lg', xl: 'size-24 text-3xl' }
const HUES = [168, 24, 262, 205, 330, 88, 48, 290]

type Props = { name: string; src?: string | null | undefined; size?: keyof typeof SIZE; square?: boolean }

/** A picture or the first letters, with a colour that stays the same for a name. Says nothing to screen readers: the name stands beside it. */
export function Avatar({ name, src, size = 'md', square }: Props) {
  const shape = cx('shrink-0 overflow-hidden', SIZE[size], square ? 'rounded-md' : 'rounded-full')
  if (src) return <img src={src} alt="" className={cx(shape, 'object-cover')} />
  const seed = [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7)
  const hue = HUES[seed % HUES.length]
  return (
    <span
      aria-hidden
      className={cx(shape, 'grid select-none place-items-center font-semibold text-white')}
      style={{ background: `linear-gradient(140deg, oklch(0.56 0.1 ${hue}), oklch(0.42 0.09 ${hue}))` }}
    >
      {initials(name)}
    </span>
  )
}

/** Latin names give two letters; Arabic letters would join, so one stands alone, and not the article's. */
function initials(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{M}\p{N}\s]/gu, '')
    .trim()
    .replace(/^ال(?=\p{L}{2})/u, '')
    .split(/\s+/)
  const first = [...(words[0] ?? '')][0] ?? ''
  if (/\p{Script=Arabic}/u.test(first)) return first
  return (first + ([...(words.at(-1) ?? '')][0] ?? '').repeat(words.length > 1 ? 1 : 0)).toUpperCase()
}
