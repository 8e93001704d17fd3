import { createFileRoute } from '@tanstack/react-router'
import { OnboardingPage } from '@/features/onboarding/OnboardingPage'
import { CreateOrgForm } from '@/features/orgs/CreateOrgForm'
import { MfaSetup } from '@/features/settings/mfa/MfaSetup'
import { strings } from '@/shared/i18n/i18n'
import { useTranslation } from '@/shared/i18n/use-translation'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/onboarding/')({
  validateSearch: textSearch('step'),
  loader: strings('orgs', 'settings'),
  component: Page,
})

function Page() {
  const { t } = useTranslation('orgs')
  return (
    <OnboardingPage
      {...Route.useSearch()}
      organization={(onDone, skip) => (
        <CreateOrgForm submitLabel={t('create.submit')} onDone={onDone}>
          {skip}
        </CreateOrgForm>
      )}
      security={onDone => <MfaSetup onDone={onDone} />}
    />
  )
}
