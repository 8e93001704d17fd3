// Temporary: stands in for pages of this release that are not written yet. Remove with the last of them.
import { Hammer } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { PageHeader } from '@/shared/ui/PageHeader'
import type { PageEntry } from './navigation'

export function Soon({ page }: { page: PageEntry['id'] | 'organizations' }) {
  const { t } = useTranslation('common')
  return (
    <>
      <PageHeader title={t(`nav.${page}`)} />
      <Card>
        <EmptyState icon={<Hammer />} title={t('soon.title')}>
          {t('soon.body')}
        </EmptyState>
      </Card>
    </>
  )
}
