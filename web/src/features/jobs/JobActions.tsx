import { useMutation, useQueryClient } from '@tanstack/react-query'
import { RotateCcw, X } from 'lucide-react'
import { useState } from 'react'
import type { JobStatus } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { isLive } from '@/shared/jobs/JobBadge'
import { jobKey } from '@/shared/jobs/job-query'
import { useJobWords } from '@/shared/jobs/use-job-words'
import { Button } from '@/shared/ui/Button'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { toast } from '@/shared/ui/toast'
import { cancelJob, retryJob } from './api'

/** What may be done with the work as it stands. */
export function JobActions({ job }: { job: JobStatus }) {
  const { t } = useTranslation('jobs')
  const words = useJobWords()
  const [isAsking, setAsking] = useState(false)
  const cancel = useDeed(job, cancelJob, t('cancel.done'))
  const retry = useDeed(job, retryJob, t('retry.done'))
  if (!job.can_manage) return null
  if (job.status === 'failed' || job.status === 'cancelled')
    return (
      <Button variant="primary" isPending={retry.isPending} onPress={() => retry.mutate()}>
        <RotateCcw aria-hidden />
        {t('retry.open')}
      </Button>
    )
  if (!job.can_cancel || !isLive(job.status) || job.cancel_requested) return null
  return (
    <>
      <Button variant="danger-quiet" onPress={() => setAsking(true)}>
        <X aria-hidden />
        {t('cancel.open')}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => cancel.mutate(undefined, { onSettled: () => setAsking(false) })}
        isPending={cancel.isPending}
        title={t('cancel.title', { work: words.kind(job.kind) })}
        confirmLabel={t('cancel.confirm')}
      >
        {t(job.status === 'pending' ? 'cancel.waiting' : 'cancel.running')}
      </ConfirmDialog>
    </>
  )
}

function useDeed(job: JobStatus, deed: typeof cancelJob, done: string) {
  const client = useQueryClient()
  const errorText = useErrorText()
  return useMutation({
    mutationFn: () => deed(job.job_id),
    onSuccess: ({ data, message }) => {
      client.setQueryData(jobKey(job.job_id), data)
      toast('ok', message ?? done)
    },
    onError: error => {
      toast('danger', errorText(error))
      void client.invalidateQueries({ queryKey: jobKey(job.job_id) })
    },
  })
}
