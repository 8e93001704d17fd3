import { useQuery } from '@tanstack/react-query'
import { Inbox } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Webhook, WebhookDelivery } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { useOrgId } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { FilterPills } from '@/shared/ui/FilterPills'
import { Table } from '@/shared/ui/Table'
import { type DeliverySearch, deliveriesQuery } from './api'
import { DeliverySheet } from './DeliverySheet'
import { deliveryColumns } from './delivery-columns'

const STATES = ['pending', 'delivered', 'failed'] as const

type Props = { webhook: Webhook; search: DeliverySearch; mayManage: boolean }

export function Deliveries({ webhook, search, mayManage }: Props) {
  const { t } = useTranslation('webhooks')
  const setSearch = useSetSearch<DeliverySearch>()
  const [shown, setShown] = useState<WebhookDelivery>()
  const query = useQuery(deliveriesQuery(useOrgId(), webhook.id, search))
  const columns = useMemo(() => deliveryColumns(t, setShown), [t])
  return (
    <Card flush title={t('deliveries.title')} description={t('deliveries.lead')}>
      <div className="px-5 pb-4 sm:px-6">
        <FilterPills
          label={t('column.state')}
          value={search.state ?? 'all'}
          onChange={state => setSearch({ state: state === 'all' ? undefined : state })}
          options={[
            { id: 'all', label: t('deliveries.all') },
            ...STATES.map(id => ({ id: id as string, label: t(`delivery.${id}`) })),
          ]}
        />
      </div>
      <Table<WebhookDelivery>
        label={t('deliveries.title')}
        columns={columns}
        data={query.data}
        error={query.error}
        onRetry={query.refetch}
        isStale={query.isPlaceholderData}
        onPage={page => setSearch({ state: search.state, page: String(page) })}
        skeletonRows={4}
        empty={
          <EmptyState icon={<Inbox />} title={t('deliveries.none')}>
            {t('deliveries.none_body')}
          </EmptyState>
        }
      />
      <DeliverySheet
        webhook={webhook}
        delivery={shown}
        mayManage={mayManage}
        onClose={() => setShown(undefined)}
      />
    </Card>
  )
}
