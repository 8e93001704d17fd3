import type { CampaignChange } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { PlatformMark } from '@/shared/platforms/PlatformMark'
import { usePlatformName } from '@/shared/platforms/use-platform-name'
import { PushProblem } from '../launch/PushProblem'
import { PushState } from '../launch/PushState'

type Props = { steps: CampaignChange['steps'] }

/** What became of a change at each platform. */
export function ChangeSteps({ steps }: Props) {
  const { t } = useTranslation('campaigns')
  const platformName = usePlatformName()
  return (
    <ul aria-label={t('changes.steps')} className="flex flex-col gap-2">
      {steps.map(({ ad_account_id, ad_account_name, platform, kind, state, problem, at }) => (
        <li key={ad_account_id + kind} className="flex flex-col gap-2">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm">
            <PlatformMark platform={platform} size="xs" />
            <span className="sr-only">{platformName(platform)}</span>
            <bdi className="min-w-0 break-words">{ad_account_name}</bdi>
            {state === 'superseded' ? (
              <span className="text-muted">{t('changes.superseded')}</span>
            ) : (
              <PushState kind={kind === 'create' ? 'launch' : kind} state={state} />
            )}
          </span>
          {state === 'failed' && problem && <PushProblem problem={problem} at={at} />}
        </li>
      ))}
    </ul>
  )
}
