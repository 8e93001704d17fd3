import { useTranslation } from '@/shared/i18n/use-translation'
import { ALL_ROLES } from '@/shared/session/roles'
import { SearchField } from '@/shared/ui/SearchField'
import { Select } from '@/shared/ui/Select'
import type { MemberSearch } from './api'

type Props = { search: MemberSearch; onSearch: (change: MemberSearch) => void }

export function MemberFilters({ search, onSearch }: Props) {
  const { t } = useTranslation('team')
  const { t: common } = useTranslation('common')
  const pick = (value: string) => (value === 'all' ? undefined : value)
  return (
    <div className="flex flex-wrap gap-3 px-5 pb-4 sm:px-6">
      <SearchField label={t('search')} value={search.q ?? ''} onChange={q => onSearch({ q })} />
      <Select
        label={t('column.role')}
        hideLabel
        className="w-32 grow sm:w-40 sm:grow-0"
        value={search.role ?? 'all'}
        onChange={value => onSearch({ role: pick(value) })}
        options={[
          { id: 'all', label: t('filter.every_role') },
          ...ALL_ROLES.map(role => ({ id: role as string, label: common(`role.${role}`) })),
        ]}
      />
      <Select
        label={t('column.status')}
        hideLabel
        className="w-32 grow sm:w-40 sm:grow-0"
        value={search.status ?? 'all'}
        onChange={value => onSearch({ status: pick(value) })}
        options={[
          { id: 'all', label: t('filter.every_status') },
          { id: 'active', label: t('status.active') },
          { id: 'suspended', label: t('status.suspended') },
        ]}
      />
    </div>
  )
}
