import { CircleAlert, CircleCheck } from 'lucide-react'
import type { BulkOutcome, Campaign } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import type { Deed } from './deeds'

type Props = { deed: Deed; outcome: BulkOutcome; campaigns: Campaign[]; onClose: () => void }

/** What came of each; what failed stands first, with why. */
export function BulkOutcomeDialog({ deed, outcome, campaigns, onClose }: Props) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const results = [...outcome.results].sort((a, b) => Number(Boolean(b.error)) - Number(Boolean(a.error)))
  return (
    <Dialog
      isOpen
      size="md"
      onClose={onClose}
      title={t('bulk.failed', { count: outcome.failed })}
      description={t(`bulk.done.${deed}`, { count: outcome.updated })}
      footer={<Button onPress={onClose}>{common('action.close')}</Button>}
    >
      <ul className="divide-y divide-line rounded-md border border-line">
        {results.map(({ id, error }) => (
          <li key={id} className="flex items-start gap-3 px-4 py-3">
            {error ? (
              <CircleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-danger-text" />
            ) : (
              <CircleCheck aria-hidden className="mt-0.5 size-5 shrink-0 text-ok-text" />
            )}
            <span className="min-w-0">
              <bdi className="block font-medium break-words">
                {campaigns.find(one => one.id === id)?.name ?? id}
              </bdi>
              <span className="block text-sm text-muted">{error ?? t('bulk.well')}</span>
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
