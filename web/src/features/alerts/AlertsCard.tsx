import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ButtonLink } from '@/shared/ui/Link'
import { AlertEntry } from './AlertEntry'
import { alertsQuery } from './api'

/** Those that fired last stand there at once: a page has more to show. */
const FIRST = 3

/** What somebody wants to do about an alert. */
export type Answering = { kind: 'budget' | 'pause'; campaign: string; budget?: number }

type Props = {
  /** Only of this one, on its page. */
  campaign?: string
  /** Asks before it is done; another feature knows how. */
  dialog: (answering: Answering, onClose: () => void) => ReactNode
}

/** What needs attention, each with its answer. Nothing does, nothing is shown. */
export function AlertsCard({ campaign, dialog }: Props) {
  const { t } = useTranslation('alerts')
  const can = useCan()
  const maySee = can('analytics.read')
  const [answering, setAnswering] = useState<Answering>()
  const [isWhole, setWhole] = useState(false)
  const { data, error, refetch } = useQuery({ ...alertsQuery(useOrgId(), campaign), enabled: maySee })
  if (!maySee || (!error && !data?.items.length)) return null
  const items = data?.items ?? []
  const shown = isWhole ? items : items.slice(0, FIRST)
  return (
    <Card
      flush
      title={t('title')}
      actions={
        <ButtonLink to="/settings/alerts" size="sm" variant="ghost" className="-me-3">
          {t('rules.open')}
        </ButtonLink>
      }
    >
      {data ? (
        <ul aria-label={t('title')} className="divide-y divide-line border-t border-line">
          {shown.map(alert => (
            <AlertEntry
              key={alert.id}
              alert={alert}
              isOnItsPage={campaign !== undefined}
              onAnswer={setAnswering}
            />
          ))}
        </ul>
      ) : (
        <ErrorState error={error} onRetry={refetch} />
      )}
      {items.length > FIRST && (
        <div className="border-t border-line px-5 py-2 sm:px-6">
          <Button variant="ghost" size="sm" aria-expanded={isWhole} onPress={() => setWhole(!isWhole)}>
            {isWhole ? t('less') : t('more', { count: items.length - FIRST })}
          </Button>
        </div>
      )}
      {answering && dialog(answering, () => setAnswering(undefined))}
    </Card>
  )
}
