import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { useOrgId } from '@/shared/session/queries'
import { PageHeader } from '@/shared/ui/PageHeader'
import { AuditLog } from './AuditLog'
import type { AuditSearch } from './api'

export function AuditPage({ search }: { search: AuditSearch & { entry?: string } }) {
  const { t } = useTranslation('audit')
  const org = useOrgId()
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} />
      <Guard need="audit.read">
        <AuditLog source={{ org }} search={search} />
      </Guard>
    </>
  )
}
