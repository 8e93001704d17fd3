import { createFileRoute } from '@tanstack/react-router'
import { WizardPage } from '@/features/campaigns/wizard/WizardPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/campaigns/wizard')({
  validateSearch: textSearch<'id' | 'step'>('id', 'step'),
  loader: strings('campaigns', 'shared/campaigns', 'shared/metrics', 'shared/platforms', 'shared/spending'),
  component: function Page() {
    return <WizardPage search={Route.useSearch()} />
  },
})
