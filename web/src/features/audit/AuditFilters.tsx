import { useQuery } from '@tanstack/react-query'
import { SlidersHorizontal, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { Button } from '@/shared/ui/Button'
import { ComboBox } from '@/shared/ui/ComboBox'
import { Select } from '@/shared/ui/Select'
import { TextField } from '@/shared/ui/TextField'
import { ACTIONS, OBJECTS } from './actions'
import { type AuditSearch, peopleQuery, type Source } from './api'
import { useAuditWords } from './use-audit-words'

type Props = {
  source: Source
  search: AuditSearch
  onSearch: (change: AuditSearch) => void
  onClear: () => void
  children: React.ReactNode
}

export function AuditFilters({ source, search, onSearch, onClear, children }: Props) {
  const { t } = useTranslation('audit')
  const { t: common } = useTranslation('common')
  const words = useAuditWords()
  const isInstance = source === 'instance'
  const actions = ACTIONS.filter(action => !isInstance || /^(user|instance|org|job|scheduler)\./.test(action))
  const isFiltered = Object.values(search).some(Boolean)
  // On a phone the log itself comes first.
  const [isUnfolded, setUnfolded] = useState(isFiltered)
  return (
    <div
      className={cx(
        'grid grid-cols-2 items-end gap-3 px-5 pb-4 sm:px-6 lg:grid-cols-[1.4fr_1.2fr_1fr_auto_auto]',
        !isUnfolded && 'max-sm:[&>*:not([data-always])]:hidden',
      )}
    >
      <ComboBox
        key={`action-${search.action ?? ''}`}
        className="col-span-2 lg:col-span-1"
        label={t('filter.action')}
        placeholder={common('filter.all')}
        value={search.action ?? null}
        onChange={value => onSearch({ action: value ?? undefined })}
        options={actions.map(id => ({ id: id as string, label: words.action(id) }))}
      />
      {isInstance ? (
        <div className="hidden lg:block" />
      ) : (
        <ActorFilter org={source.org} value={search.actor_id} onChange={actor_id => onSearch({ actor_id })} />
      )}
      <Select
        className="min-w-0"
        label={t('filter.object')}
        value={search.object_kind ?? 'all'}
        onChange={value => onSearch({ object_kind: value === 'all' ? undefined : value })}
        options={[
          { id: 'all', label: common('filter.all') },
          ...OBJECTS.map(id => ({ id: id as string, label: words.object(id) })),
        ]}
      />
      <TextField
        type="date"
        label={t('filter.from')}
        value={search.from ?? ''}
        max={search.to}
        onChange={from => onSearch({ from })}
      />
      <TextField
        type="date"
        label={t('filter.to')}
        value={search.to ?? ''}
        min={search.from}
        onChange={to => onSearch({ to })}
      />
      <div data-always className="col-span-full flex flex-wrap gap-2">
        <span className="sm:hidden">
          <Button aria-expanded={isUnfolded} onPress={() => setUnfolded(!isUnfolded)}>
            <SlidersHorizontal aria-hidden />
            {common('filter.label')}
          </Button>
        </span>
        {children}
        {isFiltered && (
          <Button variant="ghost" onPress={onClear}>
            <X aria-hidden />
            {common('action.clear')}
          </Button>
        )}
      </div>
    </div>
  )
}

type ActorProps = { org: string; value: string | undefined; onChange: (id: string | undefined) => void }

function ActorFilter({ org, value, onChange }: ActorProps) {
  const { t } = useTranslation('audit')
  const { t: common } = useTranslation('common')
  const { data } = useQuery(peopleQuery(org))
  return (
    <ComboBox
      key={`actor-${value ?? ''}-${data ? 'ready' : ''}`}
      className="min-w-0"
      label={t('filter.actor')}
      placeholder={common('filter.all')}
      value={value ?? null}
      onChange={id => onChange(id ?? undefined)}
      options={(data?.items ?? []).map(({ user_id, name, email }) => ({
        id: user_id,
        label: name,
        hint: email,
      }))}
    />
  )
}
