import { createFileRoute } from '@tanstack/react-router'
import { ConnectPage } from '@/features/integrations/ConnectPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

/** A page of its own, without the tabs of the integrations. */
export const Route = createFileRoute('/_app/integrations_/connect/$platform')({
  validateSearch: textSearch<'integration' | 'step' | 'mends'>('integration', 'step', 'mends'),
  loader: strings('integrations', 'shared/platforms'),
  component: function Page() {
    return <ConnectPage platform={Route.useParams().platform} search={Route.useSearch()} />
  },
})
