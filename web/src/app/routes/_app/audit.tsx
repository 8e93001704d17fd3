import { createFileRoute } from '@tanstack/react-router'
import { Soon } from '@/app/frame/Soon'

export const Route = createFileRoute('/_app/audit')({ component: () => <Soon page="audit" /> })
