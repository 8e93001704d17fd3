import { createFileRoute } from '@tanstack/react-router'
import { ActivityPage } from '@/features/activity/ActivityPage'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/activity')({
  loader: strings('activity'),
  component: ActivityPage,
})
