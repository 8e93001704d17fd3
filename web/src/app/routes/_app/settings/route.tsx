import { createFileRoute } from '@tanstack/react-router'
import { SettingsLayout } from '@/features/settings/SettingsLayout'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/settings')({
  loader: strings('settings'),
  component: SettingsLayout,
})
