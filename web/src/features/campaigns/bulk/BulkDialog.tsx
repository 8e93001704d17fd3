import { useState } from 'react'
import { isApiError } from '@/shared/api/error'
import type { Campaign } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { numberOf } from '@/shared/form/amount'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import type { Tagging } from './api'
import { type BudgetStep, BudgetsFields } from './BudgetsFields'
import { BulkOutcomeDialog } from './BulkOutcomeDialog'
import { type Deed, fitting } from './deeds'
import { TagsFields } from './TagsFields'
import { useBulk } from './use-bulk'

/** Per cent that the server takes. */
const MOST = { up: 1000, down: 90 }

/** What the button says. */
const DO = {
  pause: 'bulk.pause',
  resume: 'bulk.resume',
  complete: 'bulk.complete',
  budget: 'budget_dialog.submit',
  tags: 'bulk.tags_save',
  archive: 'bulk.archive',
} as const

type Props = {
  deed: Deed
  campaigns: Campaign[]
  onClose: () => void
  onDone: (() => void) | undefined
}

/** The same for many campaigns. What could not be done is told one by one. */
export default function BulkDialog({ deed, campaigns: chosen, onClose, onDone }: Props) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const errorText = useErrorText()
  // As it was when it was asked: what is done leaves the selection.
  const [campaigns] = useState(() => fitting(deed, chosen))
  const [tags, setTags] = useState<Tagging>({ add: [], remove: [] })
  const [change, setChange] = useState<BudgetStep>({ direction: 'up', size: '' })
  const [asked, setAsked] = useState<{ percent: number; question: string }>()
  const work = useBulk({ deed, campaigns, onDone, onClose })
  const size = numberOf(change.size)
  const isSize = size !== null && size > 0 && size <= MOST[change.direction]
  const percent = isSize ? (change.direction === 'up' ? size : -size) : 0
  const isAsked = asked?.percent === percent
  const count = campaigns.length
  const others = chosen.length - count
  const isReady =
    deed === 'tags' ? tags.add.length + tags.remove.length > 0 : deed === 'budget' ? isSize : true
  const run = () =>
    work.mutate(
      { tags, percent, confirm: isAsked },
      {
        onError: error =>
          isApiError(error, 'confirmation_required') && setAsked({ percent, question: error.message }),
      },
    )
  if (work.data && work.data.failed > 0)
    return <BulkOutcomeDialog deed={deed} outcome={work.data} campaigns={campaigns} onClose={onClose} />
  return (
    <Dialog
      isOpen
      size={deed === 'budget' ? 'md' : 'sm'}
      onClose={onClose}
      title={t(`bulk.title.${deed}`, { count })}
      footer={
        <>
          <Button onPress={onClose} isDisabled={work.isPending}>
            {common('action.cancel')}
          </Button>
          <Button
            variant={deed === 'complete' || isAsked ? 'danger' : 'primary'}
            isPending={work.isPending}
            isDisabled={!isReady}
            onPress={run}
          >
            {t(isAsked ? 'budget_dialog.confirm' : DO[deed])}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {isAsked && (
          <Banner tone="warn" title={t('budget_dialog.sure')}>
            {asked.question}
          </Banner>
        )}
        {work.error && !isApiError(work.error, 'confirmation_required') && (
          <Banner tone="danger" title={errorText(work.error)} />
        )}
        {deed === 'tags' ? (
          <TagsFields tags={tags} onChange={setTags} />
        ) : deed === 'budget' ? (
          <BudgetsFields campaigns={campaigns} value={change} percent={percent} onChange={setChange} />
        ) : (
          <p className="text-muted">{t(`bulk.body.${deed}`)}</p>
        )}
        {others > 0 && <p className="text-sm text-muted">{t('bulk.others', { count: others })}</p>}
      </div>
    </Dialog>
  )
}
