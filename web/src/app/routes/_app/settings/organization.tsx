import { createFileRoute } from '@tanstack/react-router'
import { OrgSettingsPage } from '@/features/orgs/OrgSettingsPage'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/settings/organization')({
  loader: strings('orgs', 'shared/jobs'),
  component: OrgSettingsPage,
})
