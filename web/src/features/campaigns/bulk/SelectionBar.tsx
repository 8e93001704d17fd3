import { Archive, Tags, X } from 'lucide-react'
import type { Campaign } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { IconButton } from '@/shared/ui/IconButton'
import type { OpenCampaign } from './CampaignDialogs'

type Props = {
  chosen: ReadonlyMap<string, Campaign>
  onDone: () => void
  onOpen: (open: OpenCampaign) => void
}

/** What can be done to all that is selected; stays in sight at the foot of the list. */
export function SelectionBar({ chosen, onDone, onOpen }: Props) {
  const { t } = useTranslation('campaigns')
  const campaigns = [...chosen.values()]
  return (
    <div role="status" className="contents">
      {campaigns.length > 0 && (
        <div className="sticky bottom-[calc(var(--bottombar)+0.5rem)] z-10 mx-3 mb-3 flex flex-wrap items-center gap-2 rounded-lg border border-line bg-raised py-2 ps-4 pe-2 shadow-pop transition-[opacity,translate] duration-150 md:bottom-4 starting:translate-y-2 starting:opacity-0">
          <p className="me-auto font-medium">{t('select.count', { count: campaigns.length })}</p>
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
