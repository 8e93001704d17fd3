import { createFileRoute } from '@tanstack/react-router'
import { UsagePage } from '@/features/usage/UsagePage'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/usage')({
  loader: strings('usage'),
  component: UsagePage,
})
