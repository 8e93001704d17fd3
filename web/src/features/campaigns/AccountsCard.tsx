import { Wallet } from 'lucide-react'
import type { CampaignAccount, CampaignDetail } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { PlatformMark } from '@/shared/platforms/PlatformMark'
import { usePlatformName } from '@/shared/platforms/use-platform-name'
import { Badge, type Tone } from '@/shared/ui/Badge'
import { Card } from '@/shared/ui/Card'
import { Dotted } from '@/shared/ui/Dotted'
import { EmptyState } from '@/shared/ui/EmptyState'

const TONE: Record<'active' | 'paused' | 'archived' | 'deleted', Tone> = {
  active: 'ok',
  paused: 'warn',
  archived: 'neutral',
  deleted: 'danger',
}

/** Where it runs or is to run, and how it stands there. */
export function AccountsCard({ campaign: { accounts } }: { campaign: CampaignDetail }) {
  const { t } = useTranslation('campaigns')
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
      <ul className="divide-y divide-line border-t border-line">
        {accounts.map(account => (
          <li key={account.ad_account_id + (account.platform_campaign?.external_id ?? '')}>
            <Account account={account} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Account({ account }: { account: CampaignAccount }) {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  const platformName = usePlatformName()
  const { platform, ad_account_name, currency, platform_campaign: there } = account
  const budget = there?.daily_budget ?? there?.lifetime_budget
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-4 sm:px-6">
      <PlatformMark platform={platform} size="sm" />
      <div className="min-w-0 grow basis-56">
        <p className="font-medium">
          <bdi>{there?.name ?? ad_account_name}</bdi>
        </p>
        <Dotted className="text-sm text-muted">
          {platformName(platform)}
          {there && <bdi>{ad_account_name}</bdi>}
          {there && <bdi className="ltr font-mono text-xs">{there.external_id}</bdi>}
        </Dotted>
      </div>
      {budget != null && (
        <p className="text-sm text-muted">
          {t(there?.daily_budget != null ? 'budget.daily' : 'budget.whole', {
            budget: format.money(budget, { code: currency, whole: true }),
          })}
        </p>
      )}
      {there ? (
        <Badge dot tone={TONE[there.status]}>
          {t(`there.${there.status}`)}
        </Badge>
      ) : (
        <Badge>{t('there.planned')}</Badge>
      )}
    </div>
  )
}
