import { createFileRoute } from '@tanstack/react-router'
import { GrantsPage } from '@/features/apps/GrantsPage'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/integrations/authorized')({
  loader: strings('apps', 'shared/access'),
  component: GrantsPage,
})
