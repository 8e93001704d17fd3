import { createFileRoute } from '@tanstack/react-router'
import { AppsPage } from '@/features/apps/AppsPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/integrations/apps')({
  validateSearch: textSearch<'page'>('page'),
  loader: strings('apps', 'shared/access'),
  component: function Page() {
    return <AppsPage page={Route.useSearch().page} />
  },
})
