import { createFileRoute } from '@tanstack/react-router'
import { AdminLayout } from '@/features/admin/AdminLayout'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/admin')({
  loader: strings('admin'),
  component: AdminLayout,
})
