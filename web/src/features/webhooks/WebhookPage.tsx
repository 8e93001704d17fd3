import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { useState } from 'react'
import { isApiError } from '@/shared/api/error'
import type { Webhook } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ButtonLink, Link } from '@/shared/ui/Link'
import { Skeleton } from '@/shared/ui/Skeleton'
import { type DeliverySearch, webhookQuery } from './api'
import { Deliveries } from './Deliveries'
import { TestCard } from './TestCard'
import { VerifyCard } from './VerifyCard'
import { type OpenWebhook, WebhookDialogs } from './WebhookDialogs'
import { WebhookFacts } from './WebhookFacts'

export function WebhookPage({ id, search }: { id: string; search: DeliverySearch }) {
  const { t } = useTranslation('webhooks')
  return (
    <Guard need="webhooks.read">
      <nav className="mb-4">
        <Link
          quiet
          to="/integrations/webhooks"
          className="inline-flex min-h-8 items-center gap-1 text-sm text-muted"
        >
          <ChevronLeft aria-hidden className="mirror size-4" />
          {t('to_all')}
        </Link>
      </nav>
      <One id={id} search={search} />
    </Guard>
  )
}

function One({ id, search }: { id: string; search: DeliverySearch }) {
  const { t } = useTranslation('webhooks')
  const { data, error, refetch } = useQuery(webhookQuery(useOrgId(), id))
  if (data) return <Loaded webhook={data} search={search} />
  if (!error) return <Skeleton className="h-56 w-full rounded-lg" />
  const isGone = isApiError(error, 'not_found')
  return (
    <Card>
      <ErrorState
        error={error}
        title={isGone ? t('gone') : undefined}
        onRetry={isGone ? undefined : refetch}
        action={<ButtonLink to="/integrations/webhooks">{t('to_all')}</ButtonLink>}
      />
    </Card>
  )
}

function Loaded({ webhook, search }: { webhook: Webhook; search: DeliverySearch }) {
  const navigate = useNavigate()
  const mayManage = useCan()('webhooks.manage')
  const [open, setOpen] = useState<OpenWebhook>()
  return (
    <div className="flex flex-col gap-6">
      <WebhookFacts webhook={webhook} onOpen={mayManage ? setOpen : undefined} />
      {mayManage && <TestCard key={webhook.id} webhook={webhook} />}
      <Deliveries webhook={webhook} search={search} mayManage={mayManage} />
      <VerifyCard />
      <WebhookDialogs
        open={open}
        onClose={() => setOpen(undefined)}
        onRemoved={() => void navigate({ to: '/integrations/webhooks' })}
      />
    </div>
  )
}
