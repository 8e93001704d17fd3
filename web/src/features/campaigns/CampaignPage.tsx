import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { isApiError } from '@/shared/api/error'
import type { CampaignDetail } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { ExportMenu } from '@/shared/metrics/ExportMenu'
import { MeasureCards } from '@/shared/metrics/MeasureCards'
import { MeasureSelect } from '@/shared/metrics/MeasureSelect'
import { isMeasure } from '@/shared/metrics/measures'
import { PeriodPicker } from '@/shared/metrics/PeriodPicker'
import { granularityOf, type PeriodSearch } from '@/shared/metrics/period'
import { TrendCard } from '@/shared/metrics/TrendCard'
import { usePeriod } from '@/shared/metrics/use-period'
import { Guard } from '@/shared/session/Guard'
import { useCan, useOrgId } from '@/shared/session/queries'
import { ApprovalBanner } from '@/shared/spending/ApprovalBanner'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ButtonLink } from '@/shared/ui/Link'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { AccountsCard } from './AccountsCard'
import { campaignQuery, trendQuery } from './api'
import { CampaignDialogs, type OpenCampaign } from './CampaignDialogs'
import { CampaignHead } from './CampaignHead'
import { CampaignParts } from './CampaignParts'
import { ChangesCard } from './changes/ChangesCard'
import { useNotes } from './changes/use-notes'
import { PushTrouble } from './launch/PushTrouble'
import { PlanCard } from './PlanCard'
import { reportsOf } from './reports'

type OneSearch = PeriodSearch & { measure?: string; by?: string }

/** `history` is the feed of what was done to it, and `alerts` what needs attention: other features draw them. */
type Around = { alerts: React.ReactNode; history: React.ReactNode }
type Props = Around & { id: string; search: OneSearch }

export function CampaignPage(props: Props) {
  return (
    <Guard need="campaigns.read">
      <One {...props} />
    </Guard>
  )
}

function One({ id, search, ...around }: Props) {
  const { t } = useTranslation('campaigns')
  const { data, error, refetch } = useQuery(campaignQuery(useOrgId(), id))
  if (data) return <Loaded campaign={data} search={search} {...around} />
  const isGone = isApiError(error, 'not_found')
  return (
    <>
      <PageHeader title={t('one')} trail={[{ label: t('title'), to: '/campaigns' }]} />
      {error ? (
        <Card>
          <ErrorState
            error={error}
            title={isGone ? t('gone') : undefined}
            onRetry={isGone ? undefined : refetch}
            action={<ButtonLink to="/campaigns">{t('to_all')}</ButtonLink>}
          />
        </Card>
      ) : (
        <Skeleton className="h-96 w-full rounded-lg" />
      )}
    </>
  )
}

type LoadedProps = Around & { campaign: CampaignDetail; search: OneSearch }

function Loaded({ campaign, search, alerts, history }: LoadedProps) {
  const { t } = useTranslation('campaigns')
  const navigate = useNavigate()
  const can = useCan()
  const setSearch = useSetSearch<OneSearch>()
  const [open, setOpen] = useState<OpenCampaign>()
  const period = usePeriod(search)
  const step = granularityOf(period)
  const trend = useQuery(trendQuery(useOrgId(), campaign.id, period, step))
  const notes = useNotes(campaign)
  const measure = isMeasure(search.measure) ? search.measure : 'spend'
  const choose = (next: string) => setSearch({ measure: next === 'spend' ? undefined : next })
  return (
    <>
      <CampaignHead campaign={campaign} onOpen={setOpen} />
      <div className="flex flex-col gap-6">
        {campaign.approval && <ApprovalBanner approval={campaign.approval} />}
        <PushTrouble campaign={campaign} />
        {alerts}
        <section aria-label={t('numbers.label')} className="flex flex-col gap-4">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <h2 className="text-lg">{t('numbers.title')}</h2>
            <div className="flex flex-wrap gap-2">
              <PeriodPicker search={search} period={period} onChange={setSearch} />
              {can('analytics.read') && (
                <ExportMenu reports={reportsOf(campaign, period, { step, by: search.by })} />
              )}
            </div>
          </div>
          <MeasureCards trend={trend} measure={measure} onChoose={choose} />
        </section>
        <TrendCard
          trend={trend}
          step={step}
          measure={measure}
          notes={notes}
          actions={<MeasureSelect measure={measure} onChoose={choose} />}
        />
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <CampaignParts
            campaign={campaign}
            period={period}
            measure={measure}
            by={search.by}
            onBy={by => setSearch({ by })}
          />
          <PlanCard campaign={campaign} onBudget={() => setOpen({ kind: 'budget', campaign })} />
        </div>
        <div id="accounts" className="scroll-mt-20">
          <AccountsCard campaign={campaign} />
        </div>
        {campaign.status !== 'draft' && <ChangesCard campaign={campaign} />}
        {can('activity.read') && history}
      </div>
      <CampaignDialogs
        open={open}
        onClose={() => setOpen(undefined)}
        onRemoved={() => void navigate({ to: '/campaigns' })}
      />
    </>
  )
}
