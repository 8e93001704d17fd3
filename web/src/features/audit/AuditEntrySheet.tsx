import { useState } from 'react'
import type { AuditEntry } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { CopyField } from '@/shared/ui/CopyField'
import { Sheet } from '@/shared/ui/Sheet'
import { ActorName } from './audit-columns'
import { DiffTable } from './DiffTable'
import { useAuditWords } from './use-audit-words'

type Props = { entry: AuditEntry | undefined; onClose: () => void }

export function AuditEntrySheet({ entry, onClose }: Props) {
  const words = useAuditWords()
  // Stays drawn while the sheet slides out.
  const [last, setLast] = useState(entry)
  if (entry && entry !== last) setLast(entry)
  const shown = entry ?? last
  if (!shown) return null
  return (
    <Sheet isOpen={entry !== undefined} onClose={onClose} title={words.action(shown.action)}>
      <Details entry={shown} />
    </Sheet>
  )
}

function Details({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation('audit')
  const format = useFormat()
  const words = useAuditWords()
  const facts: [string, React.ReactNode][] = [
    [t('column.at'), format.dateTime(entry.at)],
    [t('column.actor'), <ActorName key="actor" entry={entry} />],
    [t('column.object'), words.object(entry.object.kind)],
    [
      t('column.address'),
      <span key="address" className="ltr tabular">
        {entry.address ?? '–'}
      </span>,
    ],
  ]
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="text-sm text-muted">{name}</dt>
            <dd className="mt-0.5">{value}</dd>
          </div>
        ))}
      </dl>
      <section>
        <h3 className="mb-2 text-base">{t('diff.title')}</h3>
        <DiffTable before={entry.before} after={entry.after} />
      </section>
      <div className="flex flex-col gap-4">
        <CopyField label={t('field.action')} value={entry.action} />
        {entry.object.id && <CopyField label={t('field.object_id')} value={entry.object.id} />}
        {entry.request_id && <CopyField label={t('field.request_id')} value={entry.request_id} />}
      </div>
    </>
  )
}
