import { useInfiniteQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { CampaignChange, CampaignDetail } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Skeleton } from '@/shared/ui/Skeleton'
import { changesQuery } from './api'
import { ChangeEntry } from './ChangeEntry'

const UndoDialog = lazy(() => import('./UndoDialog'))

/** What the platforms were told: who, when, from what to what, and the way back. */
export function ChangesCard({ campaign }: { campaign: CampaignDetail }) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const can = useCan()
  const [undoing, setUndoing] = useState<CampaignChange>()
  const query = useInfiniteQuery(changesQuery(useOrgId(), campaign.id))
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  const changes = data?.pages.flatMap(({ items }) => items) ?? []
  // One that slid to the next page while it was read is there twice.
  const shown = [...new Map(changes.map(change => [change.id, change])).values()]
  return (
    <Card flush title={t('changes.title')} description={t('changes.lead')}>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : !data ? (
        <div aria-busy className="flex flex-col gap-3 px-5 pb-6 sm:px-6">
          <Skeleton className="h-12 w-full rounded-md" />
          <Skeleton className="h-12 w-full rounded-md" />
        </div>
      ) : shown.length === 0 ? (
        <EmptyState icon={<History />} title={t('changes.none')}>
          {t('changes.none_body')}
        </EmptyState>
      ) : (
        <ol aria-label={t('changes.title')} className="divide-y divide-line border-t border-line">
          {shown.map(change => (
            <ChangeEntry
              key={change.id}
              change={change}
              currency={campaign.currency}
              onUndo={change.can_undo && can('campaigns.activate') ? () => setUndoing(change) : undefined}
            />
          ))}
        </ol>
      )}
      {hasNextPage && (
        <div className="flex justify-center border-t border-line py-4">
          <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {common('action.load_more')}
          </Button>
        </div>
      )}
      {undoing && (
        <Suspense>
          <UndoDialog campaign={campaign} change={undoing} onClose={() => setUndoing(undefined)} />
        </Suspense>
      )}
    </Card>
  )
}
