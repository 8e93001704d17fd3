import { ArrowDownToLine, Trophy } from 'lucide-react'
import type { AnalyticsComparison, ComparedCampaign } from '@/shared/api/types'
import { StatusBadge } from '@/shared/campaigns/StatusBadge'
import { SeriesMark } from '@/shared/charts/SeriesMark'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { MEASURES, type Measure } from '@/shared/metrics/measures'
import { OtherMoney } from '@/shared/metrics/OtherMoney'
import { useMeasures } from '@/shared/metrics/use-measures'
import { Link } from '@/shared/ui/Link'
import { rankOf } from './comparison'

const SIGN = {
  best: { Icon: Trophy, className: 'text-ok-text' },
  worst: { Icon: ArrowDownToLine, className: 'text-danger-text' },
}

/** A row a measure, a column a campaign; the best and the worst of each have a sign and a word. */
export function CompareTable({ comparison: { campaigns, measures } }: { comparison: AnalyticsComparison }) {
  const { t } = useTranslation('analytics')
  const words = useMeasures()
  const told = MEASURES.filter(measure => campaigns.some(({ metrics }) => metrics[measure] != null))
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('compare.table')}
      className="overflow-x-auto focus-visible:-outline-offset-2"
    >
      <table aria-label={t('compare.table')} className="w-full border-collapse">
        <thead>
          <tr className="border-y border-line bg-sunken align-top">
            <td className="sticky start-0 z-1 bg-sunken px-5 py-3 sm:px-6" />
            {campaigns.map((campaign, index) => (
              <th
                key={campaign.id}
                scope="col"
                className="min-w-40 px-4 py-3 text-start font-medium last:pe-6"
              >
                <Head campaign={campaign} index={index} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {told.map(measure => (
            <tr key={measure} className="border-b border-line last:border-0">
              <th
                scope="row"
                className="sticky start-0 z-1 max-w-36 bg-surface px-5 py-2.5 text-start text-sm font-medium text-muted sm:px-6"
              >
                {words.name(measure)}
              </th>
              {campaigns.map(campaign => (
                <td key={campaign.id} className="px-4 py-2.5 last:pe-6">
                  <Cell campaign={campaign} measure={measure} rank={rankOf(measures, measure, campaign.id)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Head({
  campaign: { id, name, status, metrics },
  index,
}: {
  campaign: ComparedCampaign
  index: number
}) {
  return (
    <>
      <span className="flex items-center gap-2">
        <SeriesMark index={index} />
        <Link quiet to="/campaigns/$campaignId" params={{ campaignId: id }} className="line-clamp-2">
          <bdi>{name}</bdi>
        </Link>
      </span>
      <span className="mt-1.5 block">
        <StatusBadge status={status} />
      </span>
      <OtherMoney amounts={metrics.other_currencies} />
    </>
  )
}

type CellProps = { campaign: ComparedCampaign; measure: Measure; rank: 'best' | 'worst' | undefined }

function Cell({ campaign: { metrics, currency }, measure, rank }: CellProps) {
  const { t } = useTranslation('analytics')
  const measures = useMeasures(currency)
  const value = metrics[measure]
  const sign = rank && SIGN[rank]
  return (
    <span className={cx('flex items-center gap-2', value == null && 'text-faint')}>
      <span className={cx('tabular whitespace-nowrap', rank && 'font-semibold')}>
        {measures.text(measure, value)}
      </span>
      {sign && (
        <span className={cx('inline-flex items-center gap-1 text-xs font-medium', sign.className)}>
          <sign.Icon aria-hidden className="size-3.5" />
          {t(`compare.${rank}`)}
        </span>
      )}
    </span>
  )
}
