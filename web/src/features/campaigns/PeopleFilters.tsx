import { useQuery } from '@tanstack/react-query'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Select } from '@/shared/ui/Select'
import type { CampaignSearch } from './api'
import { personaChoicesQuery } from './personas/api'

export type ChangeSearch = (
  change: {
    [Key in keyof CampaignSearch]?: CampaignSearch[Key] | undefined
  },
) => void

type Props = { search: CampaignSearch; onSearch: ChangeSearch }

/** Whose campaigns, and whom they speak to, where there are personas. */
export function PeopleFilters({ search, onSearch }: Props) {
  const { t } = useTranslation('campaigns')
  const { data: personas } = useQuery(personaChoicesQuery(useOrgId()))
  const pick = (value: string) => (value === 'all' ? undefined : value)
  return (
    <>
      <Select
        label={t('filter.team')}
        hideLabel
        className="w-32 grow sm:w-40 sm:grow-0"
        value={search.team ?? 'all'}
        onChange={value => onSearch({ team: pick(value) })}
        options={[
          { id: 'all', label: t('filter.everybody') },
          { id: 'mine', label: t('filter.mine') },
        ]}
      />
      {personas && personas.length > 0 && (
        <Select
          label={t('filter.persona')}
          hideLabel
          className="w-32 grow sm:w-44 sm:grow-0"
          value={search.persona ?? 'all'}
          onChange={value => onSearch({ persona: pick(value) })}
          options={[{ id: 'all', label: t('filter.every_persona') }, ...personas]}
        />
      )}
    </>
  )
}
