import { createFileRoute } from '@tanstack/react-router'
import { DashboardPage } from '@/features/dashboard/DashboardPage'
import { Checklist } from '@/features/onboarding/Checklist'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/')({
  loader: strings('dashboard', 'onboarding'),
  component: () => <DashboardPage checklist={<Checklist />} />,
})
