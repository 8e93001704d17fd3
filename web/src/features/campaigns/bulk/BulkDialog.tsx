import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { BulkOutcome, Campaign } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { TokenField } from '@/shared/ui/TokenField'
import { toast } from '@/shared/ui/toast'
import { archiveCampaigns, campaignsKey, tagCampaigns } from './api'
import { isTag } from './campaign-values'

type Props = {
  kind: 'bulk-archive' | 'bulk-tags'
  campaigns: Campaign[]
  onClose: () => void
  onDone: (() => void) | undefined
}

/** The same for many campaigns. What could not be done is told one by one. */
export default function BulkDialog({ kind, campaigns, onClose, onDone }: Props) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const [tags, setTags] = useState({ add: [] as string[], remove: [] as string[] })
  const ids = campaigns.map(({ id }) => id)
  const isArchive = kind === 'bulk-archive'
  const work = useMutation({
    mutationFn: () => (isArchive ? archiveCampaigns(org, ids) : tagCampaigns(org, ids, tags)),
    onSuccess: outcome => {
      onDone?.()
      if (outcome.failed > 0) return
      toast('ok', t(isArchive ? 'bulk.archived' : 'bulk.tagged', { count: outcome.updated }))
      onClose()
    },
    onSettled: () => void client.invalidateQueries({ queryKey: campaignsKey(org) }),
  })
  const count = campaigns.length
  const isReady = isArchive || tags.add.length + tags.remove.length > 0
  if (work.data && work.data.failed > 0)
    return <Outcome outcome={work.data} campaigns={campaigns} isArchive={isArchive} onClose={onClose} />
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t(isArchive ? 'bulk.archive_title' : 'bulk.tags_title', { count })}
      footer={
        <>
          <Button onPress={onClose} isDisabled={work.isPending}>
            {common('action.cancel')}
          </Button>
          <Button
            variant="primary"
            isPending={work.isPending}
            isDisabled={!isReady}
            onPress={() => work.mutate()}
          >
            {t(isArchive ? 'bulk.archive' : 'bulk.tags_save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {work.error && <Banner tone="danger" title={errorText(work.error)} />}
        {isArchive ? (
          <p className="text-muted">{t('bulk.archive_body')}</p>
        ) : (
          <>
            <TokenField
              phrases
              autoFocus
              label={t('bulk.add')}
              description={t('field.tags_hint')}
              value={tags.add}
              onChange={add => setTags(now => ({ ...now, add }))}
              isValid={isTag}
            />
            <TokenField
              phrases
              label={t('bulk.remove')}
              value={tags.remove}
              onChange={remove => setTags(now => ({ ...now, remove }))}
              isValid={isTag}
            />
          </>
        )}
      </div>
    </Dialog>
  )
}

type OutcomeProps = { outcome: BulkOutcome; campaigns: Campaign[]; isArchive: boolean; onClose: () => void }

function Outcome({ outcome, campaigns, isArchive, onClose }: OutcomeProps) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const failed = outcome.results.filter(({ error }) => error)
  return (
    <Dialog
      isOpen
      size="md"
      onClose={onClose}
      title={t('bulk.failed', { count: outcome.failed })}
      description={t(isArchive ? 'bulk.archived' : 'bulk.tagged', { count: outcome.updated })}
      footer={<Button onPress={onClose}>{common('action.close')}</Button>}
    >
      <ul className="divide-y divide-line rounded-md border border-line">
        {failed.map(({ id, error }) => (
          <li key={id} className="px-4 py-3">
            <p className="font-medium">
              <bdi>{campaigns.find(one => one.id === id)?.name ?? id}</bdi>
            </p>
            <p className="text-sm text-muted">{error}</p>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
