import { OctagonPause, Play } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { SpendStop } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { Ago } from '@/shared/ui/Ago'
import { Button } from '@/shared/ui/Button'
import { Dotted } from '@/shared/ui/Dotted'
import { ButtonLink } from '@/shared/ui/Link'
import { StopProgress } from './StopProgress'

const ReleaseDialog = lazy(() => import('./ReleaseDialog'))

type Props = { stop: SpendStop; now: number }

/** Nothing may be spent: by whom, since when and why, how far the platforms are, and the way out. */
export function StoppedCard({ stop, now }: Props) {
  const { t } = useTranslation('spending')
  const can = useCan()
  const [isOpen, setOpen] = useState(false)
  const { note, stopped_by, stopped_at } = stop
  return (
    <section className="overflow-hidden rounded-lg border border-danger/50 bg-surface shadow-card">
      <div className="flex gap-4 bg-danger-soft px-5 py-5 sm:px-6">
        <span className="grid size-11 shrink-0 place-items-center rounded-full bg-danger text-on-danger">
          <OctagonPause aria-hidden className="size-5.5" />
        </span>
        <div className="min-w-0 grow">
          <h2 className="text-xl text-danger-text">{t('stopped.title')}</h2>
          <Dotted className="mt-0.5 text-ink">
            {stopped_by ? t('stopped.by', { name: stopped_by.name }) : t('stopped.by_server')}
            <Ago at={stopped_at} className="whitespace-nowrap" />
          </Dotted>
          {note && (
            <p className="mt-2 max-w-prose font-medium whitespace-pre-line text-ink">
              <bdi>{note}</bdi>
            </p>
          )}
        </div>
      </div>
      <div className="flex flex-col gap-5 px-5 py-5 sm:px-6">
        <StopProgress stop={stop} now={now} />
        <p className="max-w-prose text-sm text-muted">
          {t(can('spending.manage') ? 'stopped.meanwhile' : 'stopped.ask')}
        </p>
        <div className="flex flex-wrap gap-2">
          {can('spending.manage') && (
            <Button variant="primary" className="max-sm:w-full" onPress={() => setOpen(true)}>
              <Play aria-hidden />
              {t('release.open')}
            </Button>
          )}
          {can('campaigns.read') && (
            <ButtonLink to="/campaigns" search={{ status: 'paused' }} className="max-sm:w-full">
              {t('stopped.campaigns')}
            </ButtonLink>
          )}
        </div>
      </div>
      {isOpen && (
        <Suspense>
          <ReleaseDialog campaigns={stop.campaigns} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </section>
  )
}
