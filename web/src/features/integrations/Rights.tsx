import { Check, CircleAlert } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { PlatformId } from '@/shared/platforms/platforms'
import { groupsOf, type Right } from './scopes'
import { usePlatformWords } from './use-platform-words'

type Props = { platform: PlatformId; scopes: string[]; missing?: string[] }

/** What is asked or was granted, in sentences; the platform's own words small beside them. */
export function Rights({ platform, scopes, missing }: Props) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const groups = groupsOf(platform, scopes, missing)
  if (groups.length === 0)
    return <p className="text-muted">{t('rights.none_told', { platform: words.name(platform) })}</p>
  return (
    <ul className="flex flex-col gap-5">
      {groups.map(({ group, rights }) => (
        <li key={group}>
          <h3 className="text-sm font-medium text-muted">{t(`rights.group.${group}`)}</h3>
          <ul className="mt-2 flex flex-col gap-2.5">
            {rights.map(right => (
              <One key={right.scope} right={right} sentence={words.right(right.words)} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}

function One({ right, sentence }: { right: Right; sentence: string | undefined }) {
  const { t } = useTranslation('integrations')
  return (
    <li className="flex gap-3">
      {right.isMissing ? (
        <CircleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-warn-text" />
      ) : (
        <Check aria-hidden className="mt-0.5 size-5 shrink-0 text-ok-text" />
      )}
      <span className="min-w-0">
        <span className="block">
          {sentence ?? t('rights.unknown')}
          {right.isMissing && (
            <span className="font-medium text-warn-text">{` · ${t('rights.missing')}`}</span>
          )}
        </span>
        <code className="ltr block w-fit max-w-full font-mono text-xs break-all text-faint">
          {right.scope}
        </code>
      </span>
    </li>
  )
}
