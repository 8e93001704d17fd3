import { createFileRoute } from '@tanstack/react-router'
import { SpendingPage } from '@/features/spending/SpendingPage'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/spending')({
  loader: strings('spending', 'shared/campaigns', 'shared/spending'),
  component: SpendingPage,
})
