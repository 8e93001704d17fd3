import { createFileRoute } from '@tanstack/react-router'
import { DataPage } from '@/features/settings/DataPage'
import { strings } from '@/shared/i18n/i18n'

export const Route = createFileRoute('/_app/settings/data')({
  loader: strings('shared/jobs'),
  component: DataPage,
})
