import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Preferences } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Key } from '@/shared/i18n/words'
import { Card } from '@/shared/ui/Card'
import { Checkbox } from '@/shared/ui/Checkbox'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { toast } from '@/shared/ui/toast'
import { preferencesQuery, savePreferences } from './api'

type Event = Preferences['events'][number]
type Channel = 'in_app' | 'mail'

/** Per event: in the app, by mail, both or neither. Each tick is saved at once. */
export function PreferencesPage() {
  const { t } = useTranslation('settings')
  const { data, error, refetch } = useQuery(preferencesQuery)
  const save = useSave()
  const set = (kind: string, channel: Channel, on: boolean) =>
    data &&
    save.mutate({
      events: data.events.map(event => (event.kind === kind ? { ...event, [channel]: on } : event)),
    })
  return (
    <>
      <PageHeader title={t('notify.title')} description={t('notify.lead')} />
      <Card flush>
        {error && !data ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : (
          <table className="-mt-4 w-full">
            <thead>
              <tr className="border-b border-line text-sm text-muted">
                <th scope="col" className="px-5 py-3 text-start font-medium sm:px-6">
                  {t('notify.event')}
                </th>
                <th scope="col" className="w-20 py-3 text-center font-medium sm:w-28">
                  {t('notify.in_app')}
                </th>
                <th scope="col" className="w-20 py-3 pe-2 text-center font-medium sm:w-28">
                  {t('notify.mail')}
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {data?.events.map(event => <EventRow key={event.kind} event={event} onChange={set} />) ??
                [1, 2, 3, 4, 5, 6].map(index => <RowSkeleton key={index} />)}
            </tbody>
          </table>
        )}
      </Card>
      <p className="mt-4 text-sm text-muted">{t('notify.always')}</p>
    </>
  )
}

type RowProps = { event: Event; onChange: (kind: string, channel: Channel, on: boolean) => void }

function EventRow({ event, onChange }: RowProps) {
  const { t } = useTranslation('settings')
  const key = event.kind.replaceAll('.', '_')
  const label = t(`notify.kind.${key}` as Key<'settings'>)
  const name = label.startsWith('notify.') ? event.kind.replaceAll(/[._]/g, ' ') : label
  return (
    <tr>
      <th scope="row" className="px-5 py-3 text-start font-medium sm:px-6">
        {name}
      </th>
      {(['in_app', 'mail'] as const).map(channel => (
        <td key={channel} className="last:pe-2">
          <Checkbox
            className="mx-auto"
            isSelected={event[channel]}
            isDisabled={channel === 'mail' && event.mail_required}
            onChange={on => onChange(event.kind, channel, on)}
            aria-label={t(`notify.${channel}_of`, { event: name })}
          />
        </td>
      ))}
    </tr>
  )
}

function useSave() {
  const errorText = useErrorText()
  const client = useQueryClient()
  const { queryKey } = preferencesQuery
  return useMutation({
    mutationFn: ({ events }: Preferences) =>
      savePreferences({
        events: events.map(({ kind, in_app, mail }) => ({ kind, in_app, mail })),
      }),
    // One after the other: a quick second tick must not be overtaken by the first.
    scope: { id: 'notification-preferences' },
    onMutate: async next => {
      await client.cancelQueries({ queryKey })
      const before = client.getQueryData(queryKey)
      client.setQueryData(queryKey, next)
      return before
    },
    onError: (error, _, before) => {
      client.setQueryData(queryKey, before)
      toast('danger', errorText(error))
    },
  })
}

const RowSkeleton = () => (
  <tr>
    <td className="px-5 py-4.5 sm:px-6">
      <Skeleton className="h-4 w-48" />
    </td>
    <td>
      <Skeleton className="mx-auto size-5" />
    </td>
    <td className="pe-2">
      <Skeleton className="mx-auto size-5" />
    </td>
  </tr>
)
