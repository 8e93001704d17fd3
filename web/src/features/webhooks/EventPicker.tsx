import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import type { WebhookEvent } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'
import { useOrgId } from '@/shared/session/queries'
import { Checkbox } from '@/shared/ui/Checkbox'
import { FieldNotes } from '@/shared/ui/FieldNotes'
import { FilterPills } from '@/shared/ui/FilterPills'
import { webhookEventsQuery } from './api'
import { groupsOf } from './event-groups'

type Props = {
  /** Nothing is everything. */
  value: string[] | null
  onChange: (events: string[] | null) => void
  errorMessage?: string | undefined
}

/** What an endpoint hears of: everything, or some kinds of events, group by group. */
export function EventPicker({ value, onChange, errorMessage }: Props) {
  const { t } = useTranslation('webhooks')
  const id = useId()
  const events = useQuery(webhookEventsQuery(useOrgId())).data ?? []
  return (
    <fieldset className="flex flex-col gap-3" aria-describedby={`${id}-notes`}>
      <legend className="sr-only">{t('events.title')}</legend>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <span aria-hidden className="text-sm font-medium">
          {t('events.title')}
        </span>
        <FilterPills
          label={t('events.title')}
          value={value ? 'some' : 'all'}
          onChange={choice => onChange(choice === 'all' ? null : [])}
          options={[
            { id: 'all', label: t('events.all') },
            { id: 'some', label: t('events.some') },
          ]}
        />
      </div>
      {value && (
        <div className="divide-y divide-line rounded-md border border-line">
          {groupsOf(events, value).map(group => (
            <Group key={group.name} {...group} value={value} onChange={onChange} />
          ))}
        </div>
      )}
      <FieldNotes
        id={`${id}-notes`}
        description={t(value ? 'events.some_hint' : 'events.all_hint')}
        errorMessage={errorMessage}
      />
    </fieldset>
  )
}

type GroupProps = {
  name: string
  events: WebhookEvent[]
  value: string[]
  onChange: (events: string[]) => void
}

function Group({ name, events, value, onChange }: GroupProps) {
  const { t } = useTranslation('webhooks')
  const names = events.map(({ event }) => event)
  const on = names.filter(event => value.includes(event))
  const without = value.filter(event => !names.includes(event))
  return (
    <div className="grid gap-x-4 px-4 py-2 sm:grid-cols-[9rem_1fr]">
      <Checkbox
        isSelected={on.length === names.length}
        isIndeterminate={on.length > 0 && on.length < names.length}
        onChange={all => onChange(all ? [...without, ...names] : without)}
        className="self-start font-medium"
      >
        {t(`group.${name}` as Key<'webhooks'>)}
      </Checkbox>
      <div className="flex flex-col ps-7 sm:ps-0">
        {events.map(({ event, description }) => (
          <Checkbox
            key={event}
            isSelected={value.includes(event)}
            onChange={isOn => onChange(isOn ? [...value, event] : value.filter(other => other !== event))}
          >
            {description || <span className="ltr">{event}</span>}
            {description && (
              <span className="block">
                <span className="ltr font-mono text-xs text-muted">{event}</span>
              </span>
            )}
          </Checkbox>
        ))}
      </div>
    </div>
  )
}
