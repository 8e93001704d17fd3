import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import type { ReceivedWebhook } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { integrationsKey } from '@/shared/platforms/query'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Dotted } from '@/shared/ui/Dotted'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Sheet } from '@/shared/ui/Sheet'
import { Skeleton } from '@/shared/ui/Skeleton'
import { toast } from '@/shared/ui/toast'
import { subjectOf } from './announcements'
import { announcementQuery, replay } from './api'
import { ReceivedState } from './received-columns'
import { usePlatformWords } from './use-platform-words'

type Props = { received: ReceivedWebhook | undefined; onClose: () => void }

export function ReceivedSheet({ received, onClose }: Props) {
  // Stays drawn while the sheet slides out.
  const [last, setLast] = useState(received)
  if (received && received !== last) setLast(received)
  const { t } = useTranslation('integrations')
  const shown = received ?? last
  if (!shown) return null
  const subject = subjectOf(shown.kind)
  return (
    <Sheet
      isOpen={received !== undefined}
      onClose={onClose}
      title={subject ? t(`received.subject.${subject}`) : shown.kind}
    >
      <Details id={shown.id} />
    </Sheet>
  )
}

function Details({ id }: { id: string }) {
  const { t } = useTranslation('integrations')
  const format = useFormat()
  const words = usePlatformWords()
  const mayManage = useCan()('integrations.manage')
  const { data, error, refetch } = useQuery(announcementQuery(useOrgId(), id))
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />
  if (!data) return <Skeleton className="h-64 w-full rounded-md" />
  const facts = [
    [t('received.column.at'), format.dateTime(data.received_at)],
    ...(data.happened_at ? [[t('received.happened'), format.dateTime(data.happened_at)]] : []),
    [t('received.attempts'), format.number(data.attempts)],
  ]
  const isOver = data.state === 'failed' || data.state === 'ignored' || data.state === 'retrying'
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <ReceivedState received={data} />
        {mayManage && isOver && <Replay id={id} />}
      </div>
      {data.message && <p>{data.message}</p>}
      <Dotted className="text-sm text-muted">
        {words.name(data.platform)}
        <code className="ltr font-mono break-all">{data.kind}</code>
      </Dotted>
      <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-3">
        {facts.map(([name, value]) => (
          <div key={name} className="flex flex-col gap-0.5">
            <dt className="text-sm text-muted">{name}</dt>
            <dd className="tabular">{value}</dd>
          </div>
        ))}
      </dl>
      {mayManage ? (
        <>
          <Said title={t('received.payload')} value={data.payload} />
          <Said title={t('received.details')} value={data.details} />
        </>
      ) : (
        <p className="text-sm text-muted">{t('received.hidden')}</p>
      )}
    </>
  )
}

/** Shown as text, whatever it is. */
function Said({ title, value }: { title: string; value: unknown }) {
  if (value === null || value === undefined) return null
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-base">{title}</h3>
      <section
        aria-label={title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls, also by keyboard
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-md border border-line bg-sunken px-3 py-2.5"
      >
        <pre dir="ltr" className="text-start font-mono text-sm break-words whitespace-pre-wrap">
          {JSON.stringify(value, null, 2)}
        </pre>
      </section>
    </section>
  )
}

function Replay({ id }: { id: string }) {
  const { t } = useTranslation('integrations')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const again = useMutation({
    mutationFn: () => replay(org, id),
    onSuccess: () => toast('ok', t('received.replayed')),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => void client.invalidateQueries({ queryKey: integrationsKey(org) }),
  })
  return (
    <Button size="sm" onPress={() => again.mutate()} isPending={again.isPending}>
      <RotateCw aria-hidden />
      {t('received.replay')}
    </Button>
  )
}
