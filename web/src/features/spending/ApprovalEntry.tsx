import { Rocket, TriangleAlert, Wallet } from 'lucide-react'
import type { SpendApproval } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { ApprovalActions } from '@/shared/spending/ApprovalActions'
import { ApprovalFacts } from '@/shared/spending/ApprovalFacts'
import { Ago } from '@/shared/ui/Ago'
import { Badge, type Tone } from '@/shared/ui/Badge'
import { Dotted } from '@/shared/ui/Dotted'
import { Link } from '@/shared/ui/Link'

const TONE: Record<SpendApproval['state'], Tone> = {
  open: 'warn',
  approved: 'ok',
  rejected: 'danger',
  withdrawn: 'neutral',
}

export function ApprovalEntry({ approval }: { approval: SpendApproval }) {
  const { t } = useTranslation('spending')
  const can = useCan()
  const { campaign, kind, state, is_current, note, decided_by, decided_at } = approval
  const Icon = kind === 'launch' ? Rocket : Wallet
  const isOpen = state === 'open'
  return (
    <li className="flex gap-4 px-5 py-4 sm:px-6">
      <span className="grid size-9 shrink-0 place-items-center rounded-full border border-line text-muted max-sm:hidden">
        <Icon aria-hidden className="size-4" />
      </span>
      <div className="flex min-w-0 grow flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 grow basis-72 flex-col gap-1">
          <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium">
            {can('campaigns.read') ? (
              <Link
                quiet
                to="/campaigns/$campaignId"
                params={{ campaignId: campaign.id }}
                className="min-w-0 break-words"
              >
                <bdi>{campaign.name}</bdi>
              </Link>
            ) : (
              <bdi className="min-w-0 break-words">{campaign.name}</bdi>
            )}
            {!isOpen && <Badge tone={TONE[state]}>{t(`approvals.state.${state}`)}</Badge>}
          </p>
          <ApprovalFacts approval={approval} />
          {!isOpen && (
            <Dotted className="text-sm text-muted">
              {decided_by && state !== 'withdrawn' && t('approvals.by', { name: decided_by.name })}
              {decided_at && <Ago at={decided_at} />}
            </Dotted>
          )}
          {note && (
            <p className="mt-1 max-w-prose border-s-2 border-line ps-3 text-sm whitespace-pre-line">
              <bdi>{note}</bdi>
            </p>
          )}
          {isOpen && !is_current && (
            <p className="flex items-start gap-2 text-sm text-warn-text">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
              {t('approvals.outdated')}
            </p>
          )}
        </div>
        {isOpen && (
          <div className="flex flex-wrap gap-2">
            <ApprovalActions approval={approval} />
          </div>
        )}
      </div>
    </li>
  )
}
