import { ChevronRight } from 'lucide-react'
import type { AuditEntry } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import type { Translate } from '@/shared/i18n/words'
import { IconButton } from '@/shared/ui/IconButton'
import { columnsOf } from '@/shared/ui/table-columns'
import { useAuditWords } from './use-audit-words'

const column = columnsOf<AuditEntry>()

export function auditColumns(t: Translate<'audit'>, onOpen: (entry: AuditEntry) => void) {
  return [
    column.accessor('action', {
      header: t('column.action'),
      meta: { phone: 'title' },
      cell: ({ row }) => <Action entry={row.original} onOpen={onOpen} />,
    }),
    column.accessor('actor', {
      header: t('column.actor'),
      cell: ({ row }) => <ActorName entry={row.original} />,
    }),
    column.accessor('object', {
      header: t('column.object'),
      meta: { phone: 'hidden' },
      cell: ({ row }) => <ObjectName entry={row.original} />,
    }),
    column.accessor('address', {
      header: t('column.address'),
      meta: { phone: 'hidden' },
      cell: ({ row }) => (
        <span className="ltr tabular text-sm text-muted">{row.original.address ?? '–'}</span>
      ),
    }),
    column.accessor('at', { header: t('column.at'), cell: ({ row }) => <At at={row.original.at} /> }),
    column.display({
      id: 'open',
      header: () => <span className="sr-only">{t('details')}</span>,
      meta: { phone: 'actions', align: 'end' },
      cell: ({ row }) => <OpenButton entry={row.original} onOpen={onOpen} />,
    }),
  ]
}

type OpenProps = { entry: AuditEntry; onOpen: (entry: AuditEntry) => void }

function Action({ entry, onOpen }: OpenProps) {
  const words = useAuditWords()
  const name = words.action(entry.action)
  return (
    <button
      type="button"
      onClick={() => onOpen(entry)}
      className="min-h-8 rounded-sm text-start pointer-coarse:min-h-11"
    >
      <span className="block font-medium underline-offset-4 hover:underline">{name}</span>
      {name !== entry.action && (
        <span className="ltr block w-fit font-mono text-xs text-faint">{entry.action}</span>
      )}
    </button>
  )
}

export function ActorName({ entry: { actor } }: { entry: AuditEntry }) {
  const words = useAuditWords()
  const kind = words.actor(actor.kind)
  if (!actor.name) return <span>{kind}</span>
  return (
    <span>
      <bdi>{actor.name}</bdi>
      {actor.kind !== 'person' && <span className="block text-sm text-muted">{kind}</span>}
    </span>
  )
}

function ObjectName({ entry: { object } }: { entry: AuditEntry }) {
  const words = useAuditWords()
  return <span className="text-muted">{words.object(object.kind)}</span>
}

function At({ at }: { at: string }) {
  const format = useFormat()
  return (
    <time dateTime={at} className="tabular text-sm whitespace-nowrap text-muted">
      {format.dateTime(at)}
    </time>
  )
}

function OpenButton({ entry, onOpen }: OpenProps) {
  const { t } = useTranslation('audit')
  const words = useAuditWords()
  return (
    <IconButton label={t('details_of', { action: words.action(entry.action) })} onPress={() => onOpen(entry)}>
      <ChevronRight className="mirror" />
    </IconButton>
  )
}
