import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { MeasureSelect } from '@/shared/metrics/MeasureSelect'
import type { Measure } from '@/shared/metrics/measures'
import { useFilters } from './api'
import type { AnalyticsSearch } from './filters'

type Props = { search: AnalyticsSearch; usual: Measure }

/** Which measure all cards of a page show. */
export function MeasureLine({ search, usual }: Props) {
  const { t } = useTranslation('analytics')
  const setSearch = useSetSearch<AnalyticsSearch>()
  const { filters } = useFilters(search)
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <h2 className="text-lg">{t('audience.title')}</h2>
      <MeasureSelect
        measure={filters.measure}
        onChoose={next => setSearch({ measure: next === usual ? undefined : next })}
      />
    </div>
  )
}
