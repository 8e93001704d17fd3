import { useMutation } from '@tanstack/react-query'
import { PackageOpen } from 'lucide-react'
import { useState } from 'react'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { Progress } from '@/shared/ui/Progress'
import { ArchiveReady, archiveOf } from './ArchiveReady'
import { useJob } from './use-job'

type Props = {
  title: string
  description: string
  /** Under this name the running export is found again after leaving the page. */
  memory: string
  start: () => Promise<{ job_id: string }>
}

/** An archive of data: asked for, packed in the background, downloaded. The page may be left meanwhile. */
export function ExportCard({ title, description, memory, start }: Props) {
  const { t } = useTranslation('shared/jobs')
  const errorText = useErrorText()
  const key = `cmis.export.${memory}`
  const [id, setId] = useState(() => sessionStorage.getItem(key) ?? '')
  const job = useJob(id)
  const begin = useMutation({
    mutationFn: start,
    onSuccess: ({ job_id }) => {
      sessionStorage.setItem(key, job_id)
      setId(job_id)
    },
  })
  const status = job.data?.status
  const archive = archiveOf(job.data?.result)
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
        {status === 'completed' && archive && <ArchiveReady archive={archive} />}
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
