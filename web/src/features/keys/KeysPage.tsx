import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import type { ApiKey } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { Guard } from '@/shared/session/Guard'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { Table } from '@/shared/ui/Table'
import { keysQuery } from './api'
import { FirstKey } from './FirstKey'
import { KeySecret } from './KeySecret'
import { keyColumns } from './key-columns'
import { RevokeKey } from './RevokeKey'

const KeyForm = lazy(() => import('./KeyForm'))

export type OpenKey = { kind: 'create' } | { kind: 'edit' | 'revoke'; apiKey: ApiKey }

export function KeysPage({ page }: { page?: string }) {
  return (
    <Guard need="api_keys.read">
      <Keys page={Number(page) || 1} />
    </Guard>
  )
}

function Keys({ page }: { page: number }) {
  const { t } = useTranslation('keys')
  const setSearch = useSetSearch<{ page?: string }>()
  const can = useCan()
  const [open, setOpen] = useState<OpenKey>()
  const [secret, setSecret] = useState<string>()
  const query = useQuery(keysQuery(useOrgId(), page))
  const close = () => setOpen(undefined)
  const mayManage = can('api_keys.manage')
  const columns = useMemo(() => keyColumns(t, mayManage ? setOpen : undefined), [t, mayManage])
  const create = mayManage && (
    <Button variant="primary" onPress={() => setOpen({ kind: 'create' })}>
      <Plus aria-hidden />
      {t('create.open')}
    </Button>
  )
  const isEmpty = query.data?.items.length === 0
  return (
    <Card flush title={isEmpty ? undefined : t('title')} description={t('lead')} actions={!isEmpty && create}>
      <Table<ApiKey>
        label={t('title')}
        columns={columns}
        data={query.data}
        error={query.error}
        onRetry={query.refetch}
        onPage={next => setSearch({ page: String(next) })}
        skeletonRows={4}
        empty={<FirstKey action={create} />}
      />
      <Suspense>
        {open?.kind === 'create' && <KeyForm onClose={close} onCreated={setSecret} />}
        {open?.kind === 'edit' && <KeyForm apiKey={open.apiKey} onClose={close} />}
      </Suspense>
      {open?.kind === 'revoke' && <RevokeKey apiKey={open.apiKey} onClose={close} />}
      <KeySecret secret={secret} onClose={() => setSecret(undefined)} />
    </Card>
  )
}
