import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import type { Webhook, WebhookDelivery } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { CopyField } from '@/shared/ui/CopyField'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Sheet } from '@/shared/ui/Sheet'
import { Skeleton } from '@/shared/ui/Skeleton'
import { toast } from '@/shared/ui/toast'
import { deliveryQuery, resendDelivery, webhooksKey } from './api'
import { State } from './delivery-columns'
import { Code, Received } from './Received'

type Props = {
  webhook: Webhook
  delivery: WebhookDelivery | undefined
  mayManage: boolean
  onClose: () => void
}

export function DeliverySheet({ webhook, delivery, mayManage, onClose }: Props) {
  // Stays drawn while the sheet slides out.
  const [last, setLast] = useState(delivery)
  if (delivery && delivery !== last) setLast(delivery)
  const shown = delivery ?? last
  if (!shown) return null
  return (
    <Sheet isOpen={delivery !== undefined} onClose={onClose} title={shown.event}>
      <Details webhook={webhook} id={shown.id} mayManage={mayManage} />
    </Sheet>
  )
}

function Details({ webhook, id, mayManage }: { webhook: Webhook; id: string; mayManage: boolean }) {
  const { t } = useTranslation('webhooks')
  const format = useFormat()
  const { data, error, refetch } = useQuery(deliveryQuery(useOrgId(), webhook.id, id))
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />
  if (!data) return <Skeleton className="h-64 w-full rounded-md" />
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <State delivery={data} />
        {mayManage && <Resend webhook={webhook} id={id} />}
      </div>
      <CopyField label={t('field.event_id')} value={data.event_id} />
      <section className="flex flex-col gap-4">
        <h3 className="text-base">{t('attempts.title')}</h3>
        {data.log.length === 0 && <p className="text-sm text-muted">{t('attempts.none')}</p>}
        <ol className="flex flex-col gap-4">
          {data.log.map(attempt => (
            <li key={attempt.number} className="flex flex-col gap-2 rounded-md border border-line p-4">
              <p className="text-sm font-medium">
                {t('attempts.nth', { number: attempt.number })}{' '}
                <time dateTime={attempt.at} className="tabular font-normal text-muted">
                  {format.dateTime(attempt.at)}
                </time>
              </p>
              <Received {...attempt} />
            </li>
          ))}
        </ol>
      </section>
      <section className="flex flex-col gap-2">
        <h3 className="text-base">{t('body')}</h3>
        <Code label={t('body')} text={pretty(data.body)} />
      </section>
    </>
  )
}

/** For reading only: what is sent has no spaces. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

function Resend({ webhook, id }: { webhook: Webhook; id: string }) {
  const { t } = useTranslation('webhooks')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const resend = useMutation({
    mutationFn: () => resendDelivery(org, webhook.id, id),
    onSuccess: () => toast('ok', t('told.resent')),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => void client.invalidateQueries({ queryKey: webhooksKey(org) }),
  })
  return (
    <Button size="sm" onPress={() => resend.mutate()} isPending={resend.isPending}>
      <RotateCw aria-hidden />
      {t('action.resend')}
    </Button>
  )
}
