import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Session } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { toast } from '@/shared/ui/toast'
import { endSession, sessionsQuery } from './api'
import { SessionRow } from './SessionRow'

/** Where this account is signed in, and ending it there. */
export function SessionsPage() {
  const { t } = useTranslation('settings')
  const [asking, setAsking] = useState(false)
  const { data, error, refetch } = useQuery(sessionsQuery)
  const end = useEndSessions()
  const sessions = data?.toSorted(
    (a, b) => Number(b.current) - Number(a.current) || b.last_used_at.localeCompare(a.last_used_at),
  )
  const others = sessions?.filter(session => !session.current).map(session => session.id) ?? []
  const endOthers = () => {
    setAsking(false)
    end.mutate(others)
  }
  return (
    <>
      <PageHeader title={t('sessions.title')} description={t('sessions.lead')} />
      <Card
        flush
        title={t('sessions.list')}
        actions={
          others.length > 0 && (
            <Button size="sm" variant="danger-quiet" onPress={() => setAsking(true)}>
              {t('sessions.end_others')}
            </Button>
          )
        }
      >
        {error && !data && <ErrorState error={error} onRetry={refetch} />}
        <ul className="divide-y divide-line border-t border-line">
          {sessions?.map(session => (
            <SessionRow key={session.id} session={session} onEnd={() => end.mutate([session.id])} />
          ))}
          {!data && !error && [1, 2, 3].map(index => <RowSkeleton key={index} />)}
        </ul>
        {data && others.length === 0 && (
          <p className="border-t border-line px-5 py-4 text-sm text-muted sm:px-6">
            {t('sessions.only_here')}
          </p>
        )}
      </Card>
      <ConfirmDialog
        isOpen={asking}
        title={t('sessions.ask_title')}
        confirmLabel={t('sessions.ask_confirm', { count: others.length })}
        onConfirm={endOthers}
        onClose={() => setAsking(false)}
      >
        {t('sessions.ask')}
      </ConfirmDialog>
    </>
  )
}

/** Takes the rows away at once and puts them back if the server says no. */
function useEndSessions() {
  const { t } = useTranslation('settings')
  const errorText = useErrorText()
  const client = useQueryClient()
  const { queryKey } = sessionsQuery
  return useMutation({
    mutationFn: (ids: string[]) => Promise.all(ids.map(endSession)),
    onMutate: async ids => {
      await client.cancelQueries({ queryKey })
      const before = client.getQueryData<Session[]>(queryKey)
      client.setQueryData<Session[]>(queryKey, now => now?.filter(session => !ids.includes(session.id)))
      return before
    },
    onSuccess: (_, ids) => toast('ok', t('sessions.ended', { count: ids.length })),
    onError: (error, _, before) => {
      client.setQueryData(queryKey, before)
      toast('danger', errorText(error))
    },
    onSettled: () => client.invalidateQueries({ queryKey }),
  })
}

const RowSkeleton = () => (
  <li className="flex items-center gap-4 px-5 py-4 sm:px-6">
    <Skeleton className="size-10 rounded-md" />
    <div className="grow">
      <Skeleton className="h-4 w-40" />
      <Skeleton className="mt-2 h-4 w-56 max-w-full" />
    </div>
  </li>
)
