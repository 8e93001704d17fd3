import { Info, Plus, Wallet } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { SpendLimit } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { LimitEntry } from './LimitEntry'

const LimitDialog = lazy(() => import('./LimitDialog'))

/** What may be spent of each currency, and how much of that is used. */
export function LimitsCard({ limits }: { limits: SpendLimit[] }) {
  const { t } = useTranslation('spending')
  const mayManage = useCan()('spending.manage')
  const [open, setOpen] = useState<SpendLimit | 'new'>()
  const isCapped = limits.some(({ daily_cap, lifetime_cap }) => daily_cap != null || lifetime_cap != null)
  const add = (size: 'sm' | 'md') =>
    mayManage && (
      <Button size={size} variant={size === 'sm' ? 'secondary' : 'primary'} onPress={() => setOpen('new')}>
        <Plus aria-hidden />
        {t(size === 'sm' ? 'limits.add' : 'limits.first')}
      </Button>
    )
  return (
    <Card
      flush
      title={t('limits.title')}
      description={limits.length > 0 ? t('limits.lead') : undefined}
      actions={limits.length > 0 && add('sm')}
    >
      {limits.length === 0 ? (
        <EmptyState icon={<Wallet />} title={t('limits.none')} action={add('md')}>
          {t(mayManage ? 'limits.none_body' : 'limits.none_ask')}
        </EmptyState>
      ) : (
        <ul aria-label={t('limits.title')} className="divide-y divide-line border-t border-line">
          {limits.map(limit => (
            <LimitEntry
              key={limit.currency}
              limit={limit}
              onEdit={mayManage ? () => setOpen(limit) : undefined}
            />
          ))}
        </ul>
      )}
      {isCapped && (
        <p className="flex items-start gap-2.5 border-t border-line px-5 py-3.5 text-sm text-muted sm:px-6">
          <Info aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t('limits.others')}
        </p>
      )}
      {open && (
        <Suspense>
          <LimitDialog
            limit={open === 'new' ? undefined : open}
            taken={limits.map(({ currency }) => currency)}
            onClose={() => setOpen(undefined)}
          />
        </Suspense>
      )}
    </Card>
  )
}
