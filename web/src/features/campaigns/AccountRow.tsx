import type { CampaignAccount } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { PlatformMark } from '@/shared/platforms/PlatformMark'
import { usePlatformName } from '@/shared/platforms/use-platform-name'
import { Badge, type Tone } from '@/shared/ui/Badge'
import { Dotted } from '@/shared/ui/Dotted'
import { PushState } from './launch/PushState'

const TONE: Record<'active' | 'paused' | 'archived' | 'deleted', Tone> = {
  active: 'ok',
  paused: 'warn',
  archived: 'neutral',
  deleted: 'danger',
}

/** One ad account: what stands there, and whether its platform did what it was told. */
export function AccountRow({ account }: { account: CampaignAccount }) {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  const platformName = usePlatformName()
  const { platform, ad_account_name, currency, platform_campaign: there, push, drifted_from } = account
  const money = (amount: number) => format.money(amount, { code: currency, whole: true })
  const budget = there?.daily_budget ?? there?.lifetime_budget
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
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
        {push?.state === 'pending' && push.problem && (
          <p className="text-sm text-warn-text">{push.problem.message}</p>
        )}
        {drifted_from !== null && (
          <p className="text-sm text-warn-text">{t('accounts.drifted', { budget: money(drifted_from) })}</p>
        )}
      </div>
      {push && <PushState kind={push.kind} state={push.state} />}
      {budget != null && (
        <p className="text-sm text-muted">
          {t(there?.daily_budget != null ? 'budget.daily' : 'budget.whole', {
            budget: money(budget),
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
