import { useQuery } from '@tanstack/react-query'
import { AppWindow, Plus } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import type { OAuthApp } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { Guard } from '@/shared/session/Guard'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { Table } from '@/shared/ui/Table'
import { AppDialogs, type OpenApp } from './AppDialogs'
import { AppSecret, type Secret } from './AppSecret'
import { appsQuery } from './api'
import { appColumns } from './app-columns'
import { Endpoints } from './Endpoints'

const AppForm = lazy(() => import('./AppForm'))

export function AppsPage({ page }: { page?: string }) {
  return (
    <Guard need="oauth_apps.read">
      <Apps page={Number(page) || 1} />
      <Endpoints />
    </Guard>
  )
}

function Apps({ page }: { page: number }) {
  const { t } = useTranslation('apps')
  const setSearch = useSetSearch<{ page?: string }>()
  const mayManage = useCan()('oauth_apps.manage')
  const [open, setOpen] = useState<OpenApp>()
  const [secret, setSecret] = useState<Secret>()
  const query = useQuery(appsQuery(useOrgId(), page))
  const columns = useMemo(() => appColumns(t, mayManage ? setOpen : undefined), [t, mayManage])
  const close = () => setOpen(undefined)
  const create = mayManage && (
    <Button variant="primary" onPress={() => setOpen({ kind: 'create' })}>
      <Plus aria-hidden />
      {t('create.open')}
    </Button>
  )
  const isEmpty = query.data?.items.length === 0
  return (
    <Card flush title={isEmpty ? undefined : t('title')} description={t('lead')} actions={!isEmpty && create}>
      <Table<OAuthApp>
        label={t('title')}
        columns={columns}
        data={query.data}
        error={query.error}
        onRetry={query.refetch}
        onPage={next => setSearch({ page: String(next) })}
        skeletonRows={3}
        empty={
          <EmptyState icon={<AppWindow />} title={t('none.title')} action={create}>
            {t('none.body')}
          </EmptyState>
        }
      />
      <Suspense>
        {open?.kind === 'create' && <AppForm onClose={close} onCreated={setSecret} />}
        {open?.kind === 'edit' && <AppForm app={open.app} onClose={close} />}
      </Suspense>
      <AppDialogs open={open} onClose={close} onSecret={setSecret} />
      <AppSecret secret={secret} onClose={() => setSecret(undefined)} />
    </Card>
  )
}
