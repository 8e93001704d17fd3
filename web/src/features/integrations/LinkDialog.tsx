import { useMutation } from '@tanstack/react-query'
import { Link2 } from 'lucide-react'
import type { Integration } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { CopyField } from '@/shared/ui/CopyField'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { endLink, makeLink } from './api'
import { usePlatformWords } from './use-platform-words'

type Props = { integration: Integration; onClose: () => void }

/** A link for whoever holds the right at the platform and has no account here. Shown once; a new one ends the one before. */
export default function LinkDialog({ integration, onClose }: Props) {
  const { t } = useTranslation('integrations')
  const { t: common } = useTranslation('common')
  const words = usePlatformWords()
  const format = useFormat()
  const errorText = useErrorText()
  const org = useOrgId()
  const make = useMutation({ mutationFn: () => makeLink(org, integration.id) })
  const end = useMutation({
    mutationFn: () => endLink(org, integration.id),
    onSuccess: () => {
      toast('ok', t('link.ended'))
      onClose()
    },
  })
  const error = make.error ?? end.error
  return (
    <Dialog
      isOpen
      size="md"
      onClose={onClose}
      isRequired={make.isSuccess}
      title={t('link.title')}
      description={t('link.lead', { platform: words.name(integration.platform) })}
      footer={
        make.data ? (
          <Button variant="primary" onPress={onClose}>
            {t('link.copied')}
          </Button>
        ) : (
          <>
            <Button variant="danger-quiet" onPress={() => end.mutate()} isPending={end.isPending}>
              {t('link.end')}
            </Button>
            <Button onPress={onClose}>{common('action.cancel')}</Button>
            <Button variant="primary" onPress={() => make.mutate()} isPending={make.isPending}>
              <Link2 aria-hidden />
              {t('link.make')}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-4">
        {error && <Banner tone="danger" title={errorText(error)} />}
        {make.data ? (
          <>
            <CopyField label={t('link.address')} value={make.data.url} />
            <p className="text-sm text-muted">
              {t('link.once', { date: format.dateTime(make.data.expires_at) })}
            </p>
          </>
        ) : (
          <ul className="flex list-disc flex-col gap-1.5 ps-5 text-muted">
            <li>{t('link.who', { name: `\u2068${integration.name}\u2069` })}</li>
            <li>{t('link.shows')}</li>
            <li>{t('link.good')}</li>
          </ul>
        )}
      </div>
    </Dialog>
  )
}
