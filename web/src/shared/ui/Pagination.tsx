import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { TipButton } from './TipButton'

type Props = { page: number; pages: number; total: number; onPage: (page: number) => void }

export function Pagination({ page, pages, total, onPage }: Props) {
  const { t } = useTranslation('common')
  const format = useFormat()
  return (
    <nav
      aria-label={t('table.pages')}
      className="flex items-center justify-between gap-4 border-t border-line px-5 py-2.5 sm:px-6"
    >
      <p className="tabular text-sm text-muted">
        {t('table.total', { count: total, shown: format.number(total) })}
      </p>
      <div className="flex items-center gap-1">
        <TipButton label={t('table.previous')} isDisabled={page <= 1} onPress={() => onPage(page - 1)}>
          <ChevronLeft className="mirror" />
        </TipButton>
        <span className="tabular px-2 text-sm text-muted">
          {t('table.page', { page: format.number(page), pages: format.number(pages) })}
        </span>
        <TipButton label={t('table.next')} isDisabled={page >= pages} onPress={() => onPage(page + 1)}>
          <ChevronRight className="mirror" />
        </TipButton>
      </div>
    </nav>
  )
}
