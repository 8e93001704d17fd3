import type { CampaignAccount, CampaignDetail } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { PlatformMark } from '@/shared/platforms/PlatformMark'
import { usePlatformName } from '@/shared/platforms/use-platform-name'
import { useCan } from '@/shared/session/queries'
import { Progress } from '@/shared/ui/Progress'
import { MendPush } from './MendPush'
import { PushProblem } from './PushProblem'
import { PushState } from './PushState'
import { failedOf, needsReconnect, onePerAccount, progressOf } from './pushes'
import { useRetry } from './use-launch'
import { useIntegrationOf } from './use-mend'

/** How the platforms take it, one by one, while it goes on and after. */
export function LaunchProgress({ campaign }: { campaign: CampaignDetail }) {
  const { t } = useTranslation('campaigns')
  const can = useCan()
  const retry = useRetry(campaign)
  const { all, done, failed } = progressOf(campaign.accounts)
  const integrationOf = useIntegrationOf(failedOf(campaign.accounts).some(({ push }) => needsReconnect(push)))
  return (
    <div className="flex flex-col gap-4">
      <Progress
        label={t(campaign.is_pushing ? 'launch.going_on' : failed ? 'launch.in_part' : 'launch.done')}
        value={done}
        max={all}
        valueText={t('launch.progress', { done, all })}
        tone={failed ? 'danger' : 'accent'}
      />
      <ul aria-live="polite" className="divide-y divide-line rounded-md border border-line">
        {onePerAccount(campaign.accounts).map(account => (
          <li key={account.ad_account_id} className="flex flex-col gap-3 px-4 py-3">
            <Line account={account} />
            {account.push?.state === 'failed' && account.push.problem && (
              <PushProblem problem={account.push.problem} at={account.push.at}>
                <MendPush
                  mayReconnect={needsReconnect(account.push)}
                  platform={account.platform}
                  integration={integrationOf(account.ad_account_id)}
                  onRetry={can('campaigns.activate') ? () => retry.mutate() : undefined}
                  isRetrying={retry.isPending}
                />
              </PushProblem>
            )}
          </li>
        ))}
      </ul>
      <p className="text-sm text-muted">{t(campaign.is_pushing ? 'launch.may_leave' : 'launch.ads')}</p>
    </div>
  )
}

function Line({ account: { platform, ad_account_name, push } }: { account: CampaignAccount }) {
  const platformName = usePlatformName()
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <PlatformMark platform={platform} size="sm" />
      <div className="min-w-0 grow basis-40">
        <p className="font-medium break-words">
          <bdi>{ad_account_name}</bdi>
        </p>
        <p className="text-sm text-muted">{platformName(platform)}</p>
      </div>
      {push && <PushState kind={push.kind} state={push.state} className="max-sm:ps-12" />}
    </div>
  )
}
