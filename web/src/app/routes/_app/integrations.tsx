import { createFileRoute } from '@tanstack/react-router'
import { IntegrationsLayout } from '@/features/integrations/IntegrationsLayout'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/integrations')({
  loader: strings('integrations', 'shared/platforms'),
  component: IntegrationsLayout,
})
