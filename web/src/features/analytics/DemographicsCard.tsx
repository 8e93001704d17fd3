import { useQuery } from '@tanstack/react-query'
import { UsersRound } from 'lucide-react'
import type { AnalyticsDemographics } from '@/shared/api/types'
import { ChartFigure } from '@/shared/charts/ChartFigure'
import { ChartTable } from '@/shared/charts/ChartTable'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Measure } from '@/shared/metrics/measures'
import { useGroupName } from '@/shared/metrics/use-group-name'
import { useMeasures } from '@/shared/metrics/use-measures'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { QueryBody } from '@/shared/ui/QueryBody'
import { Skeleton } from '@/shared/ui/Skeleton'
import { AgeBars } from './AgeBars'
import { demographicsQuery, useFilters } from './api'
import { rowsOf, UNTOLD } from './demographics'
import type { AnalyticsSearch } from './filters'

/** By age and gender, as far as platforms tell. */
export function DemographicsCard({ search }: { search: AnalyticsSearch }) {
  const { t } = useTranslation('analytics')
  const measures = useMeasures()
  const { org, filters, scope } = useFilters(search)
  const demographics = useQuery(demographicsQuery(org, scope))
  return (
    <Card title={t('ages.title')} description={measures.name(filters.measure)}>
      <QueryBody query={demographics} skeleton={<Skeleton className="h-80 w-full rounded-md" />}>
        {data => <Ages data={data} measure={filters.measure} />}
      </QueryBody>
    </Card>
  )
}

function Ages({ data, measure }: { data: AnalyticsDemographics; measure: Measure }) {
  const { t } = useTranslation('analytics')
  const { t: metrics } = useTranslation('shared/metrics')
  const measures = useMeasures(data.currency)
  const known = { age: useGroupName('age'), gender: useGroupName('gender') }
  const nameOf = (of: 'age' | 'gender', key: string) =>
    key === UNTOLD ? t('ages.untold') : known[of]({ key })
  const rows = rowsOf(data.cells, measure)
  const label = t('ages.label', { measure: measures.name(measure) })
  if (rows.length === 0)
    return (
      <EmptyState icon={<UsersRound />} title={t('ages.none')}>
        {t('ages.none_body')}
      </EmptyState>
    )
  const genders = rows[0]?.values.map(({ gender }) => gender) ?? []
  const inWords = (gender: string) => metrics(`gender.${gender === 'female' ? 'female' : 'male'}`)
  return (
    <ChartFigure
      label={label}
      chart={
        <AgeBars
          label={label}
          rows={rows.map(({ age, values }) => ({
            id: age,
            name: nameOf('age', age),
            bars: values.map(({ gender, value }) => ({
              id: gender,
              name: nameOf('gender', gender),
              value,
              text: measures.text(measure, value),
            })),
          }))}
        />
      }
      table={
        <ChartTable
          label={label}
          head={[
            metrics('parts.age'),
            ...genders.map(gender =>
              gender === 'female' || gender === 'male' ? inWords(gender) : t('ages.untold'),
            ),
          ]}
          rows={rows.map(({ age, values }) => ({
            id: age,
            name: nameOf('age', age),
            cells: values.map(({ value }) => measures.text(measure, value)),
          }))}
        />
      }
    />
  )
}
