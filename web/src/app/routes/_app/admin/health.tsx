import { createFileRoute } from '@tanstack/react-router'
import { HealthPage } from '@/features/admin/HealthPage'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/admin/health')({
  loader: strings('admin'),
  component: HealthPage,
})
