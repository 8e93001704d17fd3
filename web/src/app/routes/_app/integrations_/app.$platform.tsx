import { createFileRoute } from '@tanstack/react-router'
import { OwnAppPage } from '@/features/integrations/OwnAppPage'
import { strings } from '@/shared/i18n/i18n'

/** A page of its own, without the tabs of the integrations. */
export const Route = createFileRoute('/_app/integrations_/app/$platform')({
  loader: strings('integrations', 'shared/platforms'),
  component: function Page() {
    return <OwnAppPage platform={Route.useParams().platform} />
  },
})
