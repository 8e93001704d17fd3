import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { PLATFORMS } from '@/shared/platforms/platforms'
import { Guard } from '@/shared/session/Guard'
import { FilterPills } from '@/shared/ui/FilterPills'
import type { ReceivedSearch } from './api'
import { ReceivedCard } from './ReceivedCard'
import { usePlatformWords } from './use-platform-words'

/** What all platforms announced to the organization. */
export function ReceivedPage({ search }: { search: ReceivedSearch }) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const setSearch = useSetSearch<ReceivedSearch>()
  return (
    <Guard need="integrations.read">
      <ReceivedCard
        search={search}
        filter={
          <FilterPills
            label={t('received.column.platform')}
            value={search.platform ?? 'all'}
            onChange={platform => setSearch({ platform: platform === 'all' ? undefined : platform })}
            options={[
              { id: 'all', label: t('received.all_platforms') },
              ...PLATFORMS.map(id => ({ id: id as string, label: words.name(id) })),
            ]}
          />
        }
      />
    </Guard>
  )
}
