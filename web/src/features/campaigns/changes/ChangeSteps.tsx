import type { CampaignChange } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { PlatformMark } from '@/shared/platforms/PlatformMark'
import { usePlatformName } from '@/shared/platforms/use-platform-name'
import { PushProblem } from '../launch/PushProblem'
import { PushState } from '../launch/PushState'

type Props = { kind: CampaignChange['kind']; steps: CampaignChange['steps'] }

/** What became of a change at each platform. */
export function ChangeSteps({ kind, steps }: Props) {
  const { t } = useTranslation('campaigns')
  const platformName = usePlatformName()
  return (
    <ul aria-label={t('changes.steps')} className="flex flex-col gap-2">
      {steps.map(({ ad_account_id, ad_account_name, platform, state, problem, at }) => (
        <li key={ad_account_id} className="flex flex-col gap-2">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm">
            <PlatformMark platform={platform} size="xs" />
            <span className="sr-only">{platformName(platform)}</span>
            <bdi className="min-w-0 break-words">{ad_account_name}</bdi>
            <PushState kind={kind} state={state} />
          </span>
          {state === 'failed' && problem && <PushProblem problem={problem} at={at} />}
        </li>
      ))}
    </ul>
  )
}
