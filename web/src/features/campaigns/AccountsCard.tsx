import { Wallet } from 'lucide-react'
import type { CampaignDetail } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { AccountRow } from './AccountRow'
import { MendPush } from './launch/MendPush'
import { PushProblem } from './launch/PushProblem'
import { failedOf, needsReconnect } from './launch/pushes'
import { useRetry } from './launch/use-launch'
import { useIntegrationOf } from './launch/use-mend'

/** Where it runs or is to run, how it stands there, and what a platform did not take. */
export function AccountsCard({ campaign }: { campaign: CampaignDetail }) {
  const { t } = useTranslation('campaigns')
  const can = useCan()
  const retry = useRetry(campaign)
  const { accounts } = campaign
  const failed = failedOf(accounts)
  const integrationOf = useIntegrationOf(failed.some(({ push }) => needsReconnect(push)))
  if (accounts.length === 0)
    return (
      <Card title={t('accounts.title')}>
        <EmptyState icon={<Wallet />} title={t('accounts.none')}>
          {t('accounts.none_body')}
        </EmptyState>
      </Card>
    )
  return (
    <Card flush title={t('accounts.title')} description={t('accounts.lead')}>
      <ul aria-label={t('accounts.title')} className="divide-y divide-line border-t border-line">
        {accounts.map(account => {
          const { push, ad_account_id, platform, platform_campaign } = account
          const isTold = failed.includes(account)
          return (
            <li
              key={ad_account_id + (platform_campaign?.external_id ?? '')}
              className="flex flex-col gap-3 px-5 py-4 sm:px-6"
            >
              <AccountRow account={account} />
              {isTold && push?.problem && (
                <PushProblem problem={push.problem} at={push.at}>
                  <MendPush
                    mayReconnect={needsReconnect(push)}
                    platform={platform}
                    integration={integrationOf(ad_account_id)}
                    onRetry={can('campaigns.activate') ? () => retry.mutate() : undefined}
                    isRetrying={retry.isPending}
                  />
                </PushProblem>
              )}
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
