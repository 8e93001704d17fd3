import { Archive, Scale, Tags, X } from 'lucide-react'
import type { Campaign } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { IconButton } from '@/shared/ui/IconButton'
import { ButtonLink } from '@/shared/ui/Link'
import type { OpenCampaign } from './CampaignDialogs'

type Props = {
  chosen: ReadonlyMap<string, Campaign>
  onDone: () => void
  onOpen: (open: OpenCampaign) => void
}

/** As many as are compared at once. */
const COMPARED = 10

/** What can be done to all that is selected; stays in sight at the foot of the list. */
export function SelectionBar({ chosen, onDone, onOpen }: Props) {
  const { t } = useTranslation('campaigns')
  const can = useCan()
  const campaigns = [...chosen.values()]
  const mayCompare = can('analytics.read') && campaigns.length > 1 && campaigns.length <= COMPARED
  return (
    <div role="status" className="contents">
      {campaigns.length > 0 && (
        <div className="sticky bottom-[calc(var(--bottombar)+0.5rem)] z-10 mx-3 mb-3 flex flex-wrap items-center gap-2 rounded-lg border border-line bg-raised py-2 ps-4 pe-2 shadow-pop transition-[opacity,translate] duration-150 md:bottom-4 starting:translate-y-2 starting:opacity-0">
          <p className="me-auto font-medium">{t('select.count', { count: campaigns.length })}</p>
          {mayCompare && (
            <ButtonLink
              size="sm"
              to="/analytics/compare"
              search={now => ({
                campaigns: [...chosen.keys()].join(','),
                period: now.period,
                from: now.from,
                to: now.to,
              })}
            >
              <Scale aria-hidden />
              {t('bulk.compare')}
            </ButtonLink>
          )}
          <Button size="sm" onPress={() => onOpen({ kind: 'bulk-tags', campaigns })}>
            <Tags aria-hidden />
            {t('bulk.tags')}
          </Button>
          <Button size="sm" onPress={() => onOpen({ kind: 'bulk-archive', campaigns })}>
            <Archive aria-hidden />
            {t('bulk.archive')}
          </Button>
          <IconButton label={t('select.clear')} onPress={onDone}>
            <X />
          </IconButton>
        </div>
      )}
    </div>
  )
}
