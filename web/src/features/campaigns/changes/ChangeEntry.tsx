import {
  CalendarDays,
  CircleStop,
  type LucideIcon,
  Pause,
  Play,
  RefreshCw,
  Rocket,
  Undo2,
  Wallet,
} from 'lucide-react'
import type { CampaignChange } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Ago } from '@/shared/ui/Ago'
import { Badge } from '@/shared/ui/Badge'
import { Button } from '@/shared/ui/Button'
import { Dotted } from '@/shared/ui/Dotted'
import { Change } from './Change'
import { ChangeSteps } from './ChangeSteps'
import { deedOf } from './deed'

const ICON: Record<ReturnType<typeof deedOf>, LucideIcon> = {
  launch: Rocket,
  pause: Pause,
  resume: Play,
  complete: CircleStop,
  budget: Wallet,
  dates: CalendarDays,
  status: RefreshCw,
}

type Props = { change: CampaignChange; currency: string; onUndo: (() => void) | undefined }

export function ChangeEntry({ change, currency, onUndo }: Props) {
  const { t } = useTranslation('campaigns')
  const { made_by, made_at, reason, undone_at, steps } = change
  const deed = deedOf(change)
  const Icon = ICON[deed]
  return (
    <li className="flex gap-4 px-5 py-4 sm:px-6">
      <span className="grid size-9 shrink-0 place-items-center rounded-full border border-line text-muted max-sm:hidden">
        <Icon aria-hidden className="size-4" />
      </span>
      <div className="flex min-w-0 grow flex-col gap-2.5">
        <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-2 font-medium">
              <span>{t(`changes.deed.${deed}`)}</span>
              {undone_at && <Badge>{t('changes.undone')}</Badge>}
            </p>
            <Dotted className="text-sm text-muted">
              {made_by ? <bdi>{made_by.name}</bdi> : t('changes.by_itself')}
              {reason && t(`changes.reason.${reason}`)}
              <Ago at={made_at} />
            </Dotted>
          </div>
          {onUndo && (
            <Button size="sm" onPress={onUndo}>
              <Undo2 aria-hidden className="mirror" />
              {t('changes.undo')}
            </Button>
          )}
        </div>
        <Change change={change} currency={currency} />
        {steps.length > 0 && <ChangeSteps steps={steps} />}
      </div>
    </li>
  )
}
