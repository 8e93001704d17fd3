import { useLocation } from '@tanstack/react-router'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { PeriodPicker } from '@/shared/metrics/PeriodPicker'
import { PlatformMark } from '@/shared/platforms/PlatformMark'
import { PLATFORMS } from '@/shared/platforms/platforms'
import { usePlatformName } from '@/shared/platforms/use-platform-name'
import { useCan } from '@/shared/session/queries'
import { Checkbox } from '@/shared/ui/Checkbox'
import { TogglePills } from '@/shared/ui/TogglePills'
import { ViewsMenu } from '@/shared/views/ViewsMenu'
import { useFilters } from './api'
import { CampaignField } from './CampaignField'
import { type AnalyticsSearch, joined } from './filters'

/** What the numbers are of. All of it stands in the address. */
export function FilterBar({ search }: { search: AnalyticsSearch }) {
  const { t } = useTranslation('analytics')
  const can = useCan()
  const platformName = usePlatformName()
  const setSearch = useSetSearch<AnalyticsSearch>()
  const { period, filters } = useFilters(search)
  // Only the overview tells of the period before.
  const mayCompare = useLocation().pathname === '/analytics'
  return (
    <section
      aria-label={t('filter.label')}
      className="mb-6 flex flex-col gap-4 rounded-lg border border-line bg-surface p-4 shadow-card sm:px-6"
    >
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <PeriodPicker search={search} period={period} onChange={setSearch} />
        {can('campaigns.read') && <ViewsMenu page="analytics" search={search} />}
        {mayCompare && (
          <Checkbox
            isSelected={filters.isCompared}
            onChange={isCompared => setSearch({ compare: isCompared ? undefined : 'off' })}
          >
            {t('filter.compare')}
          </Checkbox>
        )}
        <TogglePills
          label={t('filter.platforms')}
          value={filters.platforms}
          onChange={platforms => setSearch({ platform: joined(platforms) })}
          options={PLATFORMS.map(id => ({
            id,
            label: platformName(id),
            icon: <PlatformMark platform={id} size="xs" />,
          }))}
        />
      </div>
      {can('campaigns.read') && (
        <CampaignField
          value={filters.campaigns}
          onChange={campaigns => setSearch({ campaigns: joined(campaigns) })}
        />
      )}
    </section>
  )
}
