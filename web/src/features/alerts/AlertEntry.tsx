import { useMutation, useQueryClient } from '@tanstack/react-query'
import { TriangleAlert, X } from 'lucide-react'
import type { Alert } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Ago } from '@/shared/ui/Ago'
import { Button } from '@/shared/ui/Button'
import { Dotted } from '@/shared/ui/Dotted'
import { IconButton } from '@/shared/ui/IconButton'
import { ButtonLink, Link } from '@/shared/ui/Link'
import { toast } from '@/shared/ui/toast'
import type { Answering } from './AlertsCard'
import { alertsKey, dismissAlert } from './api'
import { useAlertWords } from './use-alert-words'

type Props = { alert: Alert; isOnItsPage: boolean; onAnswer: (answering: Answering) => void }

export function AlertEntry({ alert, isOnItsPage, onAnswer }: Props) {
  const { t } = useTranslation('alerts')
  const words = useAlertWords()
  const can = useCan()
  const org = useOrgId()
  const errorText = useErrorText()
  const client = useQueryClient()
  const { campaign, fired_at } = alert
  const dismiss = useMutation({
    mutationFn: () => dismissAlert(org, alert),
    onSuccess: () => toast('ok', t('told.dismissed')),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => void client.invalidateQueries({ queryKey: alertsKey(org) }),
  })
  return (
    <li className="flex gap-4 px-5 py-4 sm:px-6">
      <span className="grid size-9 shrink-0 place-items-center rounded-full bg-warn-soft text-warn-text max-sm:hidden">
        <TriangleAlert aria-hidden className="size-4.5" />
      </span>
      <div className="flex min-w-0 grow flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <p className="font-medium">{words.headline(alert)}</p>
          {!isOnItsPage && (
            <p className="truncate">
              <Link quiet to="/campaigns/$campaignId" params={{ campaignId: campaign.id }}>
                <bdi>{campaign.name}</bdi>
              </Link>
            </p>
          )}
          <Dotted className="text-sm text-muted">
            {words.evidence(alert)}
            <Ago at={fired_at} />
          </Dotted>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Answers alert={alert} isOnItsPage={isOnItsPage} onAnswer={onAnswer} />
          {can('campaigns.update') && (
            <IconButton
              label={t('answer.dismiss', { name: campaign.name })}
              isDisabled={dismiss.isPending}
              onPress={() => dismiss.mutate()}
            >
              <X />
            </IconButton>
          )}
        </div>
      </div>
    </li>
  )
}

/** The first is what is usually done. */
function Answers({ alert: { campaign, answers, evidence }, isOnItsPage, onAnswer }: Props) {
  const { t } = useTranslation('alerts')
  const format = useFormat()
  const can = useCan()
  return answers.map(answer => {
    const { kind } = answer
    if (kind === 'pause')
      return can('campaigns.activate') ? (
        <Button key={kind} size="sm" onPress={() => onAnswer({ kind, campaign: campaign.id })}>
          {t('answer.pause')}
        </Button>
      ) : null
    if (kind === 'open')
      return isOnItsPage ? null : (
        <ButtonLink
          key={kind}
          size="sm"
          to="/campaigns/$campaignId"
          params={{ campaignId: campaign.id }}
          aria-label={t('answer.open_of', { name: campaign.name })}
        >
          {t('answer.open')}
        </ButtonLink>
      )
    const { budget } = answer
    if (!can('campaigns.update_live')) return null
    return (
      <Button
        key={kind}
        size="sm"
        onPress={() => onAnswer({ kind: 'budget', campaign: campaign.id, budget })}
      >
        {t(`answer.${kind}`, { budget: format.money(budget, { code: evidence.currency }) })}
      </Button>
    )
  })
}
