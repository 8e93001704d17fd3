import { cx } from '@/shared/lib/cx'
import type { PlatformId } from './platforms'

const SIZE = {
  xs: 'size-5 rounded-sm',
  sm: 'size-8 rounded-md',
  md: 'size-11 rounded-lg',
  lg: 'size-14 rounded-xl',
}

const TILE: Record<PlatformId, string> = {
  meta: 'linear-gradient(145deg, #0866ff, #0a4fd0)',
  google: '#ffffff',
  tiktok: '#101014',
  linkedin: '#0a66c2',
  twitter: '#0f1419',
  snapchat: '#fffc00',
}

type Props = { platform: PlatformId; size?: keyof typeof SIZE }

/** A sign of our own for each platform, in its colours. Its name stands beside it. */
export function PlatformMark({ platform, size = 'md' }: Props) {
  return (
    <span
      aria-hidden
      className={cx('grid shrink-0 place-items-center border border-ink/10', SIZE[size])}
      style={{ background: TILE[platform] }}
    >
      <svg aria-hidden viewBox="0 0 24 24" className="size-3/5" fill="none">
        {SIGN[platform]}
      </svg>
    </span>
  )
}

const SIGN: Record<PlatformId, React.ReactNode> = {
  meta: (
    <path
      d="M3 14.2c0-4 1.7-7.4 4.1-7.4 3.6 0 6 10.4 9.8 10.4 2.2 0 4.1-1.3 4.1-3.7 0-3.9-1.9-6.7-4.3-6.7-3.8 0-6.2 10.4-9.7 10.4C4.6 17.2 3 16.3 3 14.2Z"
      stroke="#fff"
      strokeWidth="2.3"
      strokeLinejoin="round"
    />
  ),
  google: (
    <>
      <path d="M9.3 6.2 4.4 15.3" stroke="#fbbc04" strokeWidth="5.6" strokeLinecap="round" />
      <path d="m12.2 5.2 6.4 11.8" stroke="#4285f4" strokeWidth="5.6" strokeLinecap="round" />
      <circle cx="5.4" cy="17.6" r="2.9" fill="#34a853" />
    </>
  ),
  tiktok: (
    <g strokeWidth="2.7" strokeLinecap="round" strokeLinejoin="round">
      <path d="M12.7 3.7v11.2a3.7 3.7 0 1 1-3.7-3.7M12.7 4c.5 2.7 2.3 4.3 5.2 4.6" stroke="#25f4ee" />
      <path d="M14.5 4.7v11.2a3.7 3.7 0 1 1-3.7-3.7M14.5 5c.5 2.7 2.3 4.3 5.2 4.6" stroke="#fe2c55" />
      <path d="M13.6 4.2v11.2a3.7 3.7 0 1 1-3.7-3.7M13.6 4.5c.5 2.7 2.3 4.3 5.2 4.6" stroke="#fff" />
    </g>
  ),
  linkedin: (
    <g stroke="#fff" strokeWidth="2.8" strokeLinecap="round">
      <path d="M5.5 10.5v8.5M11 19v-8.5M11 14.5c0-5 8-5 8 0V19" />
      <path d="M5.5 5.6v.1" strokeWidth="3.4" />
    </g>
  ),
  twitter: (
    <g stroke="#fff" strokeLinecap="round">
      <path d="m4.8 4.3 13.7 15.4" strokeWidth="3.4" />
      <path d="M19 4.5 5 19.5" strokeWidth="1.6" />
    </g>
  ),
  snapchat: (
    <path
      d="M12 3.6c3 0 4.9 2.2 4.9 5.2v2.4c.9.5 1.8 0 2.2.6.5.9-1.5 1.5-1.5 2.2 0 1.1 1.6 2.4 3.1 2.9-.3 1.3-2.2 1.1-2.7 2.2-1.5-.4-2.4-.2-3.3.5-.8.6-1.6 1-2.7 1s-1.9-.4-2.7-1c-.9-.7-1.8-.9-3.3-.5-.5-1.1-2.4-.9-2.7-2.2 1.5-.5 3.1-1.8 3.1-2.9 0-.7-2-1.3-1.5-2.2.4-.6 1.3-.1 2.2-.6V8.8c0-3 1.9-5.2 4.9-5.2Z"
      fill="#fff"
      stroke="#1a1a1a"
      strokeWidth="1.3"
      strokeLinejoin="round"
    />
  ),
}
