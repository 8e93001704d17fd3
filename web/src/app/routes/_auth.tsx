import { createFileRoute } from '@tanstack/react-router'
import { AuthLayout } from '@/features/auth/AuthLayout'
import { strings } from '@/shared/i18n/i18n'

/** Pages for people who are not signed in yet. */
export const Route = createFileRoute('/_auth')({ loader: strings('auth'), component: AuthLayout })
