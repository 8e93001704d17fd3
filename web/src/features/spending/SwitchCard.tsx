import { OctagonPause, ShieldCheck } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { SpendStop } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { StoppedCard } from './StoppedCard'

const StopDialog = lazy(() => import('./StopDialog'))

type Props = {
  stopped: SpendStop | null
  /** When that was known. */
  now: number
}

/** Calm while spending runs, and not to be overlooked while it does not. */
export function SwitchCard({ stopped, now }: Props) {
  const { t } = useTranslation('spending')
  const mayStop = useCan()('spending.stop')
  const [isOpen, setOpen] = useState(false)
  if (stopped) return <StoppedCard stop={stopped} now={now} />
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-4">
        <div className="flex min-w-0 grow basis-72 items-center gap-4">
          <span className="grid size-10 shrink-0 place-items-center rounded-full bg-ok-soft text-ok-text">
            <ShieldCheck aria-hidden className="size-5" />
          </span>
          <div className="min-w-0">
            <h2 className="text-lg">{t('runs.title')}</h2>
            <p className="max-w-prose text-sm text-muted">{t('runs.body')}</p>
          </div>
        </div>
        {mayStop && (
          <Button
            variant="danger-quiet"
            className="border border-danger/50 max-sm:w-full"
            onPress={() => setOpen(true)}
          >
            <OctagonPause aria-hidden />
            {t('stop.open')}
          </Button>
        )}
      </div>
      {isOpen && (
        <Suspense>
          <StopDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </Card>
  )
}
