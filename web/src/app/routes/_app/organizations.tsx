import { createFileRoute } from '@tanstack/react-router'
import { Soon } from '@/app/frame/Soon'

export const Route = createFileRoute('/_app/organizations')({
  component: () => <Soon page="organizations" />,
})
