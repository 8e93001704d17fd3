import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Send } from 'lucide-react'
import type { Webhook, WebhookTest } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { testWebhook, webhooksKey } from './api'
import { Received } from './Received'

export function TestCard({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation('webhooks')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const test = useMutation({
    mutationFn: () => testWebhook(org, webhook),
    onSettled: () => void client.invalidateQueries({ queryKey: webhooksKey(org) }),
  })
  return (
    <Card
      title={t('test.title')}
      description={t('test.lead')}
      actions={
        <Button onPress={() => test.mutate()} isPending={test.isPending}>
          <Send aria-hidden className="mirror" />
          {t('test.send')}
        </Button>
      }
    >
      {(test.data || test.error) && (
        <div aria-live="polite">
          {test.error && (
            <Banner tone="danger" title={t('test.refused')}>
              {errorText(test.error)}
            </Banner>
          )}
          {test.data && !test.isPending && <Result result={test.data} />}
        </div>
      )}
    </Card>
  )
}

function Result({ result }: { result: WebhookTest }) {
  const { t } = useTranslation('webhooks')
  return (
    <div className="flex flex-col gap-4">
      <Banner
        tone={result.succeeded ? 'ok' : 'danger'}
        title={t(result.succeeded ? 'test.ok' : 'test.failed')}
      />
      <Received {...result} />
    </div>
  )
}
