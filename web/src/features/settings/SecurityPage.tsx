import { useTranslation } from '@/shared/i18n/use-translation'
import { useMe } from '@/shared/session/queries'
import { PageHeader } from '@/shared/ui/PageHeader'
import { MfaCard } from './mfa/MfaCard'
import { PasswordCard } from './PasswordCard'

export function SecurityPage() {
  const { t } = useTranslation('settings')
  const me = useMe()
  return (
    <>
      <PageHeader title={t('security.title')} description={t('security.lead')} />
      {me && (
        <div className="flex flex-col gap-6">
          <MfaCard me={me} />
          <PasswordCard me={me} />
        </div>
      )}
    </>
  )
}
