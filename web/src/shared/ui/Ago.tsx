import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'

/** "3 hours ago", with the exact instant on hover; nothing yet is "Never". */
export function Ago({ at, className }: { at: string | null | undefined; className?: string }) {
  const { t } = useTranslation('common')
  const format = useFormat()
  if (!at) return <span className={className ?? 'text-faint'}>{t('never')}</span>
  return (
    <time
      dateTime={at}
      title={format.dateTime(at)}
      className={className ?? 'inline-block whitespace-nowrap text-muted first-letter:uppercase'}
    >
      {format.ago(at)}
    </time>
  )
}
