import { LogOut, Monitor, Smartphone, SquareTerminal } from 'lucide-react'
import type { Session } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Badge } from '@/shared/ui/Badge'
import { TipButton } from '@/shared/ui/TipButton'
import { deviceOf } from './device'

export function SessionRow({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const { browser, system, isHandheld } = deviceOf(session.device)
  const name =
    browser && system
      ? t('sessions.device', { browser, system })
      : (browser ?? system ?? t('sessions.unknown'))
  const Icon = session.client === 'api' ? SquareTerminal : isHandheld ? Smartphone : Monitor
  return (
    <li className="flex items-center gap-4 px-5 py-4 sm:px-6">
      <span className="grid size-10 shrink-0 place-items-center rounded-md bg-ink/6 text-muted">
        <Icon aria-hidden className="size-5" />
      </span>
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium" title={session.device}>
          {name}
          {session.current && (
            <Badge tone="ok" dot>
              {t('sessions.this')}
            </Badge>
          )}
        </p>
        <p className="text-sm text-muted">
          {session.address && (
            <>
              <span className="ltr">{session.address}</span>
              <Dot />
            </>
          )}
          {!session.current && (
            <>
              <time dateTime={session.last_used_at} title={format.dateTime(session.last_used_at)}>
                {t('sessions.used', { when: format.ago(session.last_used_at) })}
              </time>
              <Dot />
            </>
          )}
          {t('sessions.since', { date: format.date(session.created_at) })}
        </p>
      </div>
      {!session.current && (
        <TipButton label={t('sessions.end', { device: name })} tone="danger" onPress={onEnd}>
          <LogOut className="mirror" />
        </TipButton>
      )}
    </li>
  )
}

const Dot = () => (
  <span aria-hidden className="mx-1.5 text-faint">
    ·
  </span>
)
