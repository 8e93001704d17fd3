import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, PackageOpen } from 'lucide-react'
import { useState } from 'react'
import type { JobStatus } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useIsLive } from '@/shared/realtime/connection'
import { useLive } from '@/shared/realtime/use-live'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { buttonStyles } from '@/shared/ui/button-styles'
import { Card } from '@/shared/ui/Card'
import { Progress } from '@/shared/ui/Progress'
import { jobQuery } from './job-query'

type Props = {
  title: string
  description: string
  /** Under this name the running export is found again after leaving the page. */
  memory: string
  start: () => Promise<{ job_id: string }>
}

/** An archive of data: asked for, packed in the background, downloaded. The page may be left meanwhile. */
export function ExportCard({ title, description, memory, start }: Props) {
  const { t } = useTranslation('common')
  const errorText = useErrorText()
  const key = `cmis.export.${memory}`
  const [id, setId] = useState(() => sessionStorage.getItem(key) ?? '')
  const isLive = useIsLive()
  const client = useQueryClient()
  const { queryKey } = jobQuery(id, isLive)
  const job = useQuery(jobQuery(id, isLive))
  useLive('job:progress', ({ job_id, progress }) => {
    if (job_id === id)
      client.setQueryData(queryKey, now => now && { ...now, progress, status: 'processing' as const })
  })
  useLive('job:finished', ({ job_id }) => {
    if (job_id === id) void client.invalidateQueries({ queryKey })
  })
  const begin = useMutation({
    mutationFn: start,
    onSuccess: ({ job_id }) => {
      sessionStorage.setItem(key, job_id)
      setId(job_id)
    },
  })
  const status = job.data?.status
  const isRunning =
    begin.isPending || (id !== '' && (!status || status === 'pending' || status === 'processing'))
  const error = begin.error ?? (id ? job.error : undefined)
  const hasFailed = status === 'failed' || status === 'cancelled'
  return (
    <Card title={title} description={description}>
      <div className="flex flex-col gap-4">
        {error && <Banner tone="danger" title={errorText(error)} />}
        {hasFailed && <Banner tone="danger" title={t('export.failed')} />}
        {isRunning && !error && (
          <>
            <Progress label={t('export.running')} value={Math.max(job.data?.progress ?? 0, 4)} valueText="" />
            <p className="text-sm text-muted">{t('export.leave')}</p>
          </>
        )}
        {status === 'completed' && job.data && <Ready job={job.data} />}
        {(!isRunning || error) && (
          <Button className="self-start" isPending={begin.isPending} onPress={() => begin.mutate()}>
            <PackageOpen aria-hidden />
            {t(status ? 'export.again' : 'export.start')}
          </Button>
        )}
      </div>
    </Card>
  )
}

function Ready({ job }: { job: JobStatus }) {
  const { t } = useTranslation('common')
  const format = useFormat()
  const { download_url, bytes, expires_at } = job.result as {
    download_url?: string
    bytes?: number
    expires_at?: string
  }
  // Only an address of ours; the signature in it stands for the person.
  if (!download_url?.startsWith('/api/')) return null
  return (
    <Banner
      tone="ok"
      title={t('export.ready')}
      actions={
        <a href={download_url} download className={buttonStyles('primary', 'sm')}>
          <Download aria-hidden />
          {bytes === undefined
            ? t('export.download')
            : t('export.download_size', { size: format.bytes(bytes) })}
        </a>
      }
    >
      {expires_at && t('export.until', { date: format.dateTime(expires_at) })}
    </Banner>
  )
}
