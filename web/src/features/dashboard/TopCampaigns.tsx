import { Megaphone } from 'lucide-react'
import type { AnalyticsOverview, TopCampaign } from '@/shared/api/types'
import { StatusBadge } from '@/shared/campaigns/StatusBadge'
import { BarList } from '@/shared/charts/BarList'
import { ChartFigure } from '@/shared/charts/ChartFigure'
import { ChartTable } from '@/shared/charts/ChartTable'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Measure } from '@/shared/metrics/measures'
import type { Period } from '@/shared/metrics/period'
import { useMeasures } from '@/shared/metrics/use-measures'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ButtonLink, Link } from '@/shared/ui/Link'
import { type Asked, QueryBody } from '@/shared/ui/QueryBody'
import { Skeleton } from '@/shared/ui/Skeleton'
import { scoreOf } from './score'
import { searchOf } from './use-numbers'

const COLUMNS: Measure[] = ['spend', 'impressions', 'clicks', 'conversions', 'roas']

type Props = { overview: Asked<AnalyticsOverview>; period: Period }

/** The campaigns that spent most, by what that brought. */
export function TopCampaigns({ overview, period }: Props) {
  const { t } = useTranslation('dashboard')
  return (
    <Card
      title={t('top.title')}
      description={t('top.lead')}
      actions={
        <ButtonLink
          to="/campaigns"
          search={{ sort: '-spend', ...searchOf(period) }}
          size="sm"
          variant="ghost"
          className="-me-3"
        >
          {t('top.all')}
        </ButtonLink>
      }
    >
      <QueryBody query={overview} skeleton={<Skeleton className="h-72 w-full rounded-md" />}>
        {data =>
          data.top_campaigns.length > 0 ? (
            <Top campaigns={data.top_campaigns} currency={data.currency} period={period} />
          ) : (
            <EmptyState icon={<Megaphone />} title={t('top.none')}>
              {t('top.none_body')}
            </EmptyState>
          )
        }
      </QueryBody>
    </Card>
  )
}

type TopProps = { campaigns: TopCampaign[]; currency: string; period: Period }

function Top({ campaigns, currency, period }: TopProps) {
  const { t } = useTranslation('dashboard')
  const measures = useMeasures(currency)
  const score = scoreOf(campaigns)
  const label = t('top.label', { measure: measures.name(score) })
  const sorted = [...campaigns].sort((a, b) => (b.metrics[score] ?? -1) - (a.metrics[score] ?? -1))
  const nameOf = ({ id, name }: TopCampaign) => (
    <Link
      quiet
      to="/campaigns/$campaignId"
      params={{ campaignId: id }}
      search={searchOf(period)}
      className="font-medium"
    >
      <bdi>{name}</bdi>
    </Link>
  )
  const fact = ({ metrics }: TopCampaign, measure: Measure) => (
    <span className="whitespace-nowrap">
      {measures.name(measure)}{' '}
      <span className="tabular font-medium text-ink">{measures.short(measure, metrics[measure])}</span>
    </span>
  )
  return (
    <ChartFigure
      label={label}
      chart={
        <BarList
          label={label}
          bars={sorted.map(campaign => ({
            id: campaign.id,
            name: nameOf(campaign),
            value: campaign.metrics[score],
            text: measures.text(score, campaign.metrics[score]),
            note: measures.name(score),
            detail: (
              <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
                <StatusBadge status={campaign.status} />
                {fact(campaign, score === 'spend' ? 'clicks' : 'spend')}
                {fact(campaign, score === 'conversions' ? 'cpa' : 'conversions')}
              </span>
            ),
          }))}
        />
      }
      table={
        <ChartTable
          label={label}
          head={[t('top.campaign'), ...COLUMNS.map(measures.name)]}
          rows={sorted.map(campaign => ({
            id: campaign.id,
            name: nameOf(campaign),
            cells: COLUMNS.map(id => measures.text(id, campaign.metrics[id])),
          }))}
        />
      }
    />
  )
}
