import { useQuery } from '@tanstack/react-query'
import { Plus, Webhook as WebhookIcon } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Webhook } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { Guard } from '@/shared/session/Guard'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { Table } from '@/shared/ui/Table'
import { webhooksQuery } from './api'
import { type OpenWebhook, WebhookDialogs } from './WebhookDialogs'
import { webhookColumns } from './webhook-columns'

export function WebhooksPage({ page }: { page?: string }) {
  return (
    <Guard need="webhooks.read">
      <Webhooks page={Number(page) || 1} />
    </Guard>
  )
}

function Webhooks({ page }: { page: number }) {
  const { t } = useTranslation('webhooks')
  const setSearch = useSetSearch<{ page?: string }>()
  const can = useCan()
  const [open, setOpen] = useState<OpenWebhook>()
  const query = useQuery(webhooksQuery(useOrgId(), page))
  const mayManage = can('webhooks.manage')
  const columns = useMemo(() => webhookColumns(t, mayManage ? setOpen : undefined), [t, mayManage])
  const create = mayManage && (
    <Button variant="primary" onPress={() => setOpen({ kind: 'create' })}>
      <Plus aria-hidden />
      {t('create.open')}
    </Button>
  )
  const isEmpty = query.data?.items.length === 0
  return (
    <Card flush title={isEmpty ? undefined : t('title')} description={t('lead')} actions={!isEmpty && create}>
      <Table<Webhook>
        label={t('title')}
        columns={columns}
        data={query.data}
        error={query.error}
        onRetry={query.refetch}
        onPage={next => setSearch({ page: String(next) })}
        skeletonRows={3}
        empty={
          <EmptyState icon={<WebhookIcon />} title={t('none.title')} action={create}>
            {t('none.body')}
          </EmptyState>
        }
      />
      <WebhookDialogs open={open} onClose={() => setOpen(undefined)} />
    </Card>
  )
}
