import { useQuery } from '@tanstack/react-query'
import { BellRing, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { AlertRule } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { rulesQuery } from './api'
import { RuleEntry } from './RuleEntry'

const RuleDialog = lazy(() => import('./RuleDialog'))

/** When people are told that a campaign needs attention. */
export function RulesPage() {
  const { t } = useTranslation('alerts')
  const can = useCan()
  const [open, setOpen] = useState<AlertRule | 'new'>()
  const add = (
    <Button variant="primary" onPress={() => setOpen('new')}>
      <Plus aria-hidden />
      {t('rules.add')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={t('rules.title')}
        description={t('rules.lead')}
        actions={can('campaigns.update') && add}
      />
      <Guard need="analytics.read">
        <Rules onEdit={setOpen} />
      </Guard>
      {open && (
        <Suspense>
          <RuleDialog rule={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </>
  )
}

function Rules({ onEdit }: { onEdit: (rule: AlertRule) => void }) {
  const { t } = useTranslation('alerts')
  const { data, error, refetch } = useQuery(rulesQuery(useOrgId()))
  return (
    <Card flush>
      {data?.items.length === 0 ? (
        <EmptyState icon={<BellRing />} title={t('rules.none')}>
          {t('rules.none_body')}
        </EmptyState>
      ) : data ? (
        <ul aria-label={t('rules.title')} className="-mt-4 divide-y divide-line">
          {data.items.map(rule => (
            <RuleEntry key={rule.id} rule={rule} onEdit={() => onEdit(rule)} />
          ))}
        </ul>
      ) : error ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <div aria-busy className="flex flex-col gap-4 px-5 pb-6 sm:px-6">
          {[1, 2, 3].map(index => (
            <Skeleton key={index} className="h-12 w-full rounded-md" />
          ))}
        </div>
      )}
    </Card>
  )
}
