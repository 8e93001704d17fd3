import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, useOrgId } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { RadioGroup } from '@/shared/ui/RadioGroup'
import { toast } from '@/shared/ui/toast'
import { releaseSpending, spendingQuery } from './api'

type Props = {
  /** Those that the stop paused. */
  campaigns: number
  onClose: () => void
}

/** Ends the stop; what it paused stays so unless somebody wants it back. */
export default function ReleaseDialog({ campaigns, onClose }: Props) {
  const { t } = useTranslation('spending')
  const errorText = useErrorText()
  const client = useQueryClient()
  const org = useOrgId()
  const [then, setThen] = useState<'stay' | 'resume'>('stay')
  const release = useMutation({
    mutationFn: () => releaseSpending(org, then === 'resume'),
    onSuccess: spending => {
      client.setQueryData(spendingQuery(org).queryKey, spending)
      toast('ok', t('told.released'))
      onClose()
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['org', org] })
      void client.invalidateQueries({ queryKey: contextQuery.queryKey })
    },
  })
  return (
    <ConfirmDialog
      isOpen
      tone="default"
      onClose={onClose}
      onConfirm={() => release.mutate()}
      isPending={release.isPending}
      title={t('release.title')}
      confirmLabel={t('release.open')}
    >
      <div className="flex flex-col gap-4">
        {release.error && <Banner tone="danger" title={errorText(release.error)} />}
        <p>{t('release.body')}</p>
        {campaigns > 0 && (
          <RadioGroup
            label={t('release.then', { count: campaigns })}
            value={then}
            onChange={setThen}
            className="text-ink"
            options={[
              { id: 'stay', label: t('release.stay'), hint: t('release.stay_hint') },
              { id: 'resume', label: t('release.resume'), hint: t('release.resume_hint') },
            ]}
          />
        )}
      </div>
    </ConfirmDialog>
  )
}
