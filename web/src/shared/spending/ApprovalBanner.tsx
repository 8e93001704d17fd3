import type { SpendApproval } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { ApprovalActions, useApprovalRights } from './ApprovalActions'
import { ApprovalFacts } from './ApprovalFacts'

/** Something about this campaign waits for a second person, who can answer right here. */
export function ApprovalBanner({ approval }: { approval: SpendApproval }) {
  const { t } = useTranslation('shared/spending')
  const rights = useApprovalRights(approval)
  const why = !approval.is_current ? 'outdated' : rights.withdraw ? 'mine' : 'theirs'
  return (
    <Banner
      tone="warn"
      title={t(`banner.${approval.kind}`)}
      actions={Object.values(rights).includes(true) && <ApprovalActions approval={approval} />}
    >
      <p>{t(`banner.${why}`)}</p>
      <ApprovalFacts approval={approval} className="mt-2 text-base" />
    </Banner>
  )
}
