import { X } from 'lucide-react'
import type { CampaignStats } from '@/shared/api/types'
import { STATUSES } from '@/shared/campaigns/StatusBadge'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { PLATFORMS } from '@/shared/platforms/platforms'
import { usePlatformName } from '@/shared/platforms/use-platform-name'
import { FilterPills } from '@/shared/ui/FilterPills'
import { SearchField } from '@/shared/ui/SearchField'
import { Select } from '@/shared/ui/Select'
import { ViewsMenu } from '@/shared/views/ViewsMenu'
import type { CampaignSearch } from './api'
import { ColumnChoice } from './ColumnChoice'
import { OBJECTIVES } from './campaign-values'
import { CHOICES } from './column-choice'
import { type ChangeSearch, PeopleFilters } from './PeopleFilters'
import { useColumnChoice } from './use-column-choice'

type Props = {
  search: CampaignSearch
  stats: CampaignStats | undefined
  onSearch: ChangeSearch
}

export function CampaignFilters({ search, stats, onSearch }: Props) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const { t: status } = useTranslation('shared/campaigns')
  const format = useFormat()
  const platformName = usePlatformName()
  const pick = (value: string) => (value === 'all' ? undefined : value)
  const count = (number: number | undefined) => (stats ? format.number(number ?? 0) : undefined)
  return (
    <div className="flex flex-col gap-4 px-5 pb-4 sm:px-6">
      <FilterPills
        label={t('column.status')}
        value={search.status ?? 'all'}
        onChange={status => onSearch({ status: pick(status) })}
        options={[
          { id: 'all', label: common('filter.all'), count: count(stats?.total) },
          ...STATUSES.map(id => ({
            id: id as string,
            label: status(`status.${id}`),
            count: count(stats?.by_status[id]),
          })),
        ]}
      />
      <div className="flex flex-wrap gap-3">
        <SearchField label={t('search')} value={search.q ?? ''} onChange={q => onSearch({ q })} />
        <Select
          label={t('filter.platform')}
          hideLabel
          className="w-32 grow sm:w-44 sm:grow-0"
          value={search.platform ?? 'all'}
          onChange={value => onSearch({ platform: pick(value) })}
          options={[
            { id: 'all', label: t('filter.every_platform') },
            ...PLATFORMS.map(id => ({ id: id as string, label: platformName(id) })),
          ]}
        />
        <Select
          label={t('filter.objective')}
          hideLabel
          className="w-32 grow sm:w-44 sm:grow-0"
          value={search.objective ?? 'all'}
          onChange={value => onSearch({ objective: pick(value) })}
          options={[
            { id: 'all', label: t('filter.every_objective') },
            ...OBJECTIVES.map(id => ({ id: id as string, label: t(`objective.${id}`) })),
          ]}
        />
        <PeopleFilters search={search} onSearch={onSearch} />
        <div className="ms-auto flex flex-wrap gap-3">
          <ListViews search={search} />
          <ColumnChoice />
        </div>
      </div>
      {search.tag && (
        <p className="-mt-1 flex items-center gap-2 text-sm text-muted">
          {t('filter.tag')}
          <button
            type="button"
            aria-label={t('filter.untag', { tag: search.tag })}
            onClick={() => onSearch({ tag: undefined })}
            className="inline-flex min-h-8 items-center gap-1.5 rounded-full bg-accent-soft ps-3 pe-2 font-medium text-accent-text pointer-coarse:min-h-11"
          >
            <bdi>{search.tag}</bdi>
            <X aria-hidden className="size-3.5" />
          </button>
        </p>
      )}
    </div>
  )
}

/** Views keep the columns too; what is known no more is left out. */
function ListViews({ search }: { search: CampaignSearch }) {
  const [shown, setShown] = useColumnChoice()
  return (
    <ViewsMenu
      page="campaigns"
      search={search}
      columns={shown}
      onColumns={ids => setShown(CHOICES.filter(id => ids.includes(id)))}
    />
  )
}
