import { useQuery } from '@tanstack/react-query'
import { UsersRound } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { QueryBody } from '@/shared/ui/QueryBody'
import { Skeleton } from '@/shared/ui/Skeleton'
import { ApprovalEntry } from './ApprovalEntry'
import { decidedApprovalsQuery, openApprovalsQuery } from './api'

const skeleton = (
  <div className="flex flex-col gap-3 px-5 pb-6 sm:px-6">
    <Skeleton className="h-14 w-full rounded-md" />
    <Skeleton className="h-14 w-full rounded-md" />
  </div>
)

/** What waits for a second person, and what became of the last ones. */
export function ApprovalsCard() {
  const { t } = useTranslation('spending')
  const org = useOrgId()
  const open = useQuery(openApprovalsQuery(org))
  const decided = useQuery(decidedApprovalsQuery(org))
  const last = decided.data?.items ?? []
  return (
    <Card flush title={t('approvals.title')} description={t('approvals.lead')}>
      <QueryBody query={open} skeleton={skeleton}>
        {({ items }) =>
          items.length > 0 ? (
            <ul aria-label={t('approvals.title')} className="divide-y divide-line border-t border-line">
              {items.map(approval => (
                <ApprovalEntry key={approval.id} approval={approval} />
              ))}
            </ul>
          ) : last.length > 0 ? (
            <p className="px-5 pb-5 text-muted sm:px-6">{t('approvals.none')}</p>
          ) : (
            <EmptyState icon={<UsersRound />} title={t('approvals.none')}>
              {t('approvals.none_body')}
            </EmptyState>
          )
        }
      </QueryBody>
      {last.length > 0 && (
        <section aria-labelledby="decided" className="border-t border-line">
          <h3 id="decided" className="px-5 pt-4 pb-1 text-sm font-medium text-muted sm:px-6">
            {t('approvals.decided')}
          </h3>
          <ul className="divide-y divide-line">
            {last.map(approval => (
              <ApprovalEntry key={approval.id} approval={approval} />
            ))}
          </ul>
        </section>
      )}
    </Card>
  )
}
