import { createFileRoute } from '@tanstack/react-router'
import { KeysPage } from '@/features/keys/KeysPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/integrations/keys')({
  validateSearch: textSearch<'page'>('page'),
  loader: strings('keys', 'shared/access'),
  component: function Page() {
    return <KeysPage page={Route.useSearch().page} />
  },
})
