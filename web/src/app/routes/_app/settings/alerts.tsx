import { createFileRoute } from '@tanstack/react-router'
import { RulesPage } from '@/features/alerts/RulesPage'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/settings/alerts')({
  loader: strings('alerts'),
  component: RulesPage,
})
