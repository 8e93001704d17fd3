import { createFileRoute } from '@tanstack/react-router'
import { PlansPage } from '@/features/admin/PlansPage'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/admin/plans')({
  loader: strings('admin'),
  component: PlansPage,
})
