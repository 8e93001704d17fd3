import type { ReceivedWebhook } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Translate } from '@/shared/i18n/words'
import { cx } from '@/shared/lib/cx'
import { PlatformMark } from '@/shared/platforms/PlatformMark'
import { Ago } from '@/shared/ui/Ago'
import { Badge, type Tone } from '@/shared/ui/Badge'
import { Button } from '@/shared/ui/Button'
import { Dotted } from '@/shared/ui/Dotted'
import { columnsOf } from '@/shared/ui/table-columns'
import { subjectOf } from './announcements'
import { usePlatformWords } from './use-platform-words'

const column = columnsOf<ReceivedWebhook>()
const TONE: Record<ReceivedWebhook['state'], Tone> = {
  received: 'info',
  processed: 'ok',
  retrying: 'warn',
  failed: 'danger',
  ignored: 'neutral',
}

export function receivedColumns(
  t: Translate<'integrations'>,
  onShow: (received: ReceivedWebhook) => void,
  hasPlatform: boolean,
) {
  return [
    column.accessor('kind', {
      header: t('received.column.kind'),
      meta: { phone: 'title' },
      cell: ({ row }) => <Kind received={row.original} hasPlatform={hasPlatform} />,
    }),
    column.accessor('state', {
      header: t('received.column.state'),
      cell: ({ row }) => <ReceivedState received={row.original} />,
    }),
    column.accessor('message', {
      header: t('received.column.effect'),
      cell: ({ row }) => <span className="text-sm">{row.original.message ?? '–'}</span>,
    }),
    column.accessor('received_at', {
      header: t('received.column.at'),
      cell: ({ row }) => <Ago at={row.original.received_at} />,
    }),
    column.display({
      id: 'actions',
      header: () => <span className="sr-only">{t('received.column.actions')}</span>,
      meta: { phone: 'actions', align: 'end' },
      cell: ({ row }) => (
        <Button size="sm" variant="ghost" onPress={() => onShow(row.original)}>
          {t('received.show')}
          <span className="sr-only"> {row.original.kind}</span>
        </Button>
      ),
    }),
  ]
}

/** What it is about, in words; the platform's own word small beside it, which its documents and support go by. */
function Kind({ received, hasPlatform }: { received: ReceivedWebhook; hasPlatform: boolean }) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const { kind, platform } = received
  const subject = subjectOf(kind)
  const code = (
    <code className={cx('ltr font-mono break-all', subject ? 'text-xs' : 'text-sm text-ink')}>{kind}</code>
  )
  return (
    <span className="flex items-center gap-3">
      {hasPlatform && <PlatformMark platform={platform} size="sm" />}
      <span className="min-w-0">
        <span className="block font-medium">{subject ? t(`received.subject.${subject}`) : code}</span>
        {(subject || hasPlatform) && (
          <Dotted className="text-sm text-muted">
            {hasPlatform && words.name(platform)}
            {subject && code}
          </Dotted>
        )}
      </span>
    </span>
  )
}

export function ReceivedState({ received }: { received: ReceivedWebhook }) {
  const { t } = useTranslation('integrations')
  const { state, next_attempt_at: next } = received
  return (
    <span className="flex flex-wrap items-center gap-2 max-md:justify-end">
      <Badge dot tone={TONE[state]}>
        {t(`received.state.${state}`)}
      </Badge>
      {state === 'retrying' && next && <Ago at={next} className="text-sm whitespace-nowrap text-muted" />}
    </span>
  )
}
