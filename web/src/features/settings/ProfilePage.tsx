import { useTranslation } from '@/shared/i18n/use-translation'
import { useMe } from '@/shared/session/queries'
import { PageHeader } from '@/shared/ui/PageHeader'
import { AppearanceCard } from './AppearanceCard'
import { PictureCard } from './PictureCard'
import { ProfileForm } from './ProfileForm'

export function ProfilePage() {
  const { t } = useTranslation('settings')
  const me = useMe()
  return (
    <>
      <PageHeader title={t('profile.title')} description={t('profile.lead')} />
      {me && (
        <div className="flex flex-col gap-6">
          <PictureCard me={me} />
          <ProfileForm me={me} />
          <AppearanceCard />
        </div>
      )}
    </>
  )
}
