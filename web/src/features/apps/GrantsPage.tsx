import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { useMemo, useState } from 'react'
import { ScopeSummary } from '@/shared/access/ScopeSummary'
import type { OAuthGrant } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Ago } from '@/shared/ui/Ago'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { EmptyState } from '@/shared/ui/EmptyState'
import { Table } from '@/shared/ui/Table'
import { columnsOf } from '@/shared/ui/table-columns'
import { toast } from '@/shared/ui/toast'
import { grantsKey, grantsQuery, revokeGrant } from './api'

const column = columnsOf<OAuthGrant>()

/** Apps that people have let in, and the way to show them out. */
export function GrantsPage() {
  return (
    <Guard need="oauth_apps.read">
      <Grants />
    </Guard>
  )
}

function Grants() {
  const { t } = useTranslation('apps')
  const mayManage = useCan()('oauth_apps.manage')
  const query = useQuery(grantsQuery(useOrgId()))
  const [asks, setAsks] = useState<OAuthGrant>()
  const columns = useMemo(
    () => [
      column.accessor('client_name', {
        header: t('column.name'),
        meta: { phone: 'title' },
        cell: ({ row }) => <bdi className="font-medium">{row.original.client_name}</bdi>,
      }),
      column.accessor('user', {
        header: t('grants.by'),
        cell: ({ row }) => <bdi>{row.original.user.name}</bdi>,
      }),
      column.accessor('scopes', {
        header: t('column.scopes'),
        cell: ({ row }) => <ScopeSummary scopes={row.original.scopes} />,
      }),
      column.accessor('created_at', {
        header: t('grants.since'),
        cell: ({ row }) => <Ago at={row.original.created_at} />,
      }),
      column.accessor('last_used_at', {
        header: t('column.last_used'),
        cell: ({ row }) => <Ago at={row.original.last_used_at} />,
      }),
      column.display({
        id: 'actions',
        header: () => <span className="sr-only">{t('column.actions')}</span>,
        meta: { phone: 'actions', align: 'end' },
        cell: ({ row }) =>
          mayManage && (
            <Button size="sm" variant="danger-quiet" onPress={() => setAsks(row.original)}>
              {t('grants.revoke')}
            </Button>
          ),
      }),
    ],
    [t, mayManage],
  )
  return (
    <Card flush title={t('grants.title')} description={t('grants.lead')}>
      <Table<OAuthGrant>
        label={t('grants.title')}
        columns={columns}
        data={query.data}
        error={query.error}
        onRetry={query.refetch}
        skeletonRows={3}
        empty={
          <EmptyState icon={<ShieldCheck />} title={t('grants.none_title')}>
            {t('grants.none')}
          </EmptyState>
        }
      />
      {asks && <RevokeGrant grant={asks} onClose={() => setAsks(undefined)} />}
    </Card>
  )
}

function RevokeGrant({ grant, onClose }: { grant: OAuthGrant; onClose: () => void }) {
  const { t } = useTranslation('apps')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const name = grant.client_name
  const revoke = useMutation({
    mutationFn: () => revokeGrant(org, grant),
    onSuccess: () => toast('ok', t('told.revoked', { name })),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => {
      onClose()
      void client.invalidateQueries({ queryKey: grantsKey(org) })
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => revoke.mutate()}
      isPending={revoke.isPending}
      title={t('grants.ask', { name })}
      confirmLabel={t('grants.revoke')}
    >
      {t('grants.ask_body', { name, user: grant.user.name })}
    </ConfirmDialog>
  )
}
