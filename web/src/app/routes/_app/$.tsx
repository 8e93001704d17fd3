import { createFileRoute } from '@tanstack/react-router'
import { NotFound } from '@/app/frame/NotFound'

/** An address that leads nowhere keeps the frame: the way back is beside it. */
export const Route = createFileRoute('/_app/$')({ component: NotFound })
