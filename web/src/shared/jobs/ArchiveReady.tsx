import { Download } from 'lucide-react'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { buttonStyles } from '@/shared/ui/button-styles'

/** The result of a job that made an archive; nothing for the others. */
export function archiveOf(result: unknown) {
  const { download_url, bytes, expires_at } = (result ?? {}) as {
    download_url?: string
    bytes?: number
    expires_at?: string
  }
  // Only an address of ours; the signature in it stands for the person.
  if (!download_url?.startsWith('/api/')) return undefined
  return { download_url, bytes, expires_at }
}

/** A finished archive with the button that downloads it. */
export function ArchiveReady({ archive }: { archive: NonNullable<ReturnType<typeof archiveOf>> }) {
  const { t } = useTranslation('shared/jobs')
  const format = useFormat()
  const { download_url, bytes, expires_at } = archive
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
