import {
  Archive,
  CircleStop,
  EllipsisVertical,
  type LucideIcon,
  Pause,
  Play,
  Scale,
  Tags,
  Wallet,
  X,
} from 'lucide-react'
import type { Campaign } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { usePhone } from '@/shared/lib/use-media'
import { useCan } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { IconButton } from '@/shared/ui/IconButton'
import { ButtonLink } from '@/shared/ui/Link'
import { Menu, MenuItem } from '@/shared/ui/Menu'
import type { OpenCampaign } from '../CampaignDialogs'
import { type Deed, possible } from './deeds'

const ICON: Record<Deed, LucideIcon> = {
  pause: Pause,
  resume: Play,
  complete: CircleStop,
  budget: Wallet,
  tags: Tags,
  archive: Archive,
}

/** As many as are compared at once. */
const COMPARED = 10

type Props = {
  chosen: ReadonlyMap<string, Campaign>
  onDone: () => void
  onOpen: (open: OpenCampaign) => void
}

/** What can be done to all that is selected; stays in sight at the foot of the list. */
export function SelectionBar({ chosen, onDone, onOpen }: Props) {
  const { t } = useTranslation('campaigns')
  const can = useCan()
  const campaigns = [...chosen.values()]
  const mayCompare = can('analytics.read') && campaigns.length > 1 && campaigns.length <= COMPARED
  const open = (deed: Deed) => onOpen({ kind: 'bulk', deed, campaigns })
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
          <Deeds deeds={possible(campaigns, can)} onChoose={open} />
          <IconButton label={t('select.clear')} onPress={onDone}>
            <X />
          </IconButton>
        </div>
      )}
    </div>
  )
}

/** Side by side where there is room; on a phone behind one button, so that the bar covers one line. */
function Deeds({ deeds, onChoose }: { deeds: Deed[]; onChoose: (deed: Deed) => void }) {
  const { t } = useTranslation('campaigns')
  const isPhone = usePhone()
  if (isPhone)
    return (
      <Menu
        label={t('bulk.actions')}
        trigger={
          <Button size="sm">
            <EllipsisVertical aria-hidden />
            {t('bulk.actions')}
          </Button>
        }
      >
        {deeds.map(deed => {
          const Icon = ICON[deed]
          return (
            <MenuItem key={deed} icon={<Icon />} onAction={() => onChoose(deed)}>
              {t(`bulk.${deed}`)}
            </MenuItem>
          )
        })}
      </Menu>
    )
  return deeds.map(deed => {
    const Icon = ICON[deed]
    return (
      <Button key={deed} size="sm" onPress={() => onChoose(deed)}>
        <Icon aria-hidden />
        {t(`bulk.${deed}`)}
      </Button>
    )
  })
}
