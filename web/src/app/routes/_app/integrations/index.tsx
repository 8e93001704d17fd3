import { createFileRoute } from '@tanstack/react-router'
import { PlatformsPage } from '@/features/integrations/PlatformsPage'

export const Route = createFileRoute('/_app/integrations/')({ component: PlatformsPage })
