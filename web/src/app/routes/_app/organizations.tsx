import { createFileRoute } from '@tanstack/react-router'
import { OrganizationsPage } from '@/features/orgs/OrganizationsPage'
import { strings } from '@/shared/i18n/i18n'
import { textSearch } from '@/shared/lib/text-search'

export const Route = createFileRoute('/_app/organizations')({
  validateSearch: textSearch('create'),
  loader: strings('orgs'),
  component: function Page() {
    return <OrganizationsPage {...Route.useSearch()} />
  },
})
