import { PlatformMark } from '@/shared/platforms/PlatformMark'
import type { PlatformId } from '@/shared/platforms/platforms'
import { usePlatformName } from '@/shared/platforms/use-platform-name'

/** Where it runs, as small signs in a row. */
export function PlatformMarks({ platforms }: { platforms: PlatformId[] }) {
  const platformName = usePlatformName()
  if (platforms.length === 0) return null
  return (
    <ul className="flex gap-1">
      {platforms.map(platform => (
        <li key={platform} title={platformName(platform)}>
          <PlatformMark platform={platform} size="xs" />
          <span className="sr-only">{platformName(platform)}</span>
        </li>
      ))}
    </ul>
  )
}
