import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'

type Props = { conflict: string[] | undefined; labels: Record<string, string> }

/** After somebody else saved first: what they changed, and that nothing of one's own is lost. */
export function ConflictBanner({ conflict, labels }: Props) {
  const { t } = useTranslation('common')
  const format = useFormat()
  if (!conflict) return null
  const names = conflict.map(name => labels[name] ?? name)
  return (
    <Banner tone="warn" title={t('save.conflict')}>
      {names.length ? t('save.conflict_fields', { fields: format.list(names) }) : t('save.conflict_none')}
    </Banner>
  )
}
