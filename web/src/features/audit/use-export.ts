import type { AuditEntry } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { download } from '@/shared/lib/download'
import { toast } from '@/shared/ui/toast'
import { toCsv } from './csv'
import { useAuditWords } from './use-audit-words'

/** What is on screen, as a file for a spreadsheet. */
export function useExport() {
  const { t } = useTranslation('audit')
  const words = useAuditWords()
  return (rows: AuditEntry[]) => {
    const head = [
      t('column.at'),
      t('column.action'),
      t('field.action'),
      t('column.actor'),
      t('column.object'),
      t('field.object_id'),
      t('column.address'),
      t('field.request_id'),
      t('diff.before'),
      t('diff.after'),
    ]
    const cells = rows.map(row => [
      row.at,
      words.action(row.action),
      row.action,
      row.actor.name ?? words.actor(row.actor.kind),
      words.object(row.object.kind),
      row.object.id ?? '',
      row.address ?? '',
      row.request_id ?? '',
      text(row.before),
      text(row.after),
    ])
    const file = new Blob([toCsv([head, ...cells])], { type: 'text/csv;charset=utf-8' })
    download(`audit-${new Date().toISOString().slice(0, 10)}.csv`, file)
    toast('ok', t('exported', { count: rows.length }))
  }
}

const text = (value: unknown) => (value === null || value === undefined ? '' : JSON.stringify(value))
