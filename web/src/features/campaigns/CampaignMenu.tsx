import { useNavigate } from '@tanstack/react-router'
import {
  Archive,
  ArchiveRestore,
  CalendarDays,
  CircleStop,
  Copy,
  MoreHorizontal,
  Pause,
  Pencil,
  Play,
  Rocket,
  Trash2,
  Wallet,
} from 'lucide-react'
import type { Campaign } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { IconButton } from '@/shared/ui/IconButton'
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu'
import type { OpenCampaign } from './CampaignDialogs'
import { rightsOf } from './rights'
import { useSteer } from './steer/use-steer'
import { useRestore } from './use-restore'

type Props = {
  campaign: Campaign
  onOpen: (open: OpenCampaign) => void
  /** What has a button of its own beside it is left out: editing, launching, pausing, resuming. */
  withoutMain?: boolean
}

export function CampaignMenu({ campaign, onOpen, withoutMain }: Props) {
  const { t } = useTranslation('campaigns')
  const navigate = useNavigate()
  const rights = rightsOf(campaign, useCan())
  const restore = useRestore(campaign)
  const label = t('actions_of', { name: campaign.name })
  const { mutate: steer } = useSteer(campaign)
  const offered = withoutMain
    ? { ...rights, edit: false, launch: false, pause: false, resume: false }
    : rights
  const isSteered =
    offered.launch || offered.pause || offered.resume || offered.complete || offered.budget || offered.dates
  if (!Object.values(offered).includes(true)) return null
  return (
    <Menu
      label={label}
      trigger={
        <IconButton label={label}>
          <MoreHorizontal />
        </IconButton>
      }
    >
      {offered.launch && (
        <MenuItem icon={<Rocket />} onAction={() => onOpen({ kind: 'launch', campaign })}>
          {t('action.launch')}
        </MenuItem>
      )}
      {offered.pause && (
        <MenuItem icon={<Pause />} onAction={() => steer('pause')}>
          {t('action.pause')}
        </MenuItem>
      )}
      {offered.resume && (
        <MenuItem icon={<Play />} onAction={() => steer('resume')}>
          {t('action.resume')}
        </MenuItem>
      )}
      {offered.budget && (
        <MenuItem icon={<Wallet />} onAction={() => onOpen({ kind: 'budget', campaign })}>
          {t('action.budget')}
        </MenuItem>
      )}
      {offered.dates && (
        <MenuItem icon={<CalendarDays />} onAction={() => onOpen({ kind: 'dates', campaign })}>
          {t('action.dates')}
        </MenuItem>
      )}
      {offered.complete && (
        <MenuItem icon={<CircleStop />} onAction={() => onOpen({ kind: 'complete', campaign })}>
          {t('action.complete')}
        </MenuItem>
      )}
      {isSteered && <MenuSeparator />}
      {offered.edit && (
        <MenuItem
          icon={<Pencil />}
          onAction={() =>
            void navigate({ to: '/campaigns/$campaignId/edit', params: { campaignId: campaign.id } })
          }
        >
          {t('action.edit')}
        </MenuItem>
      )}
      {offered.duplicate && (
        <MenuItem icon={<Copy />} onAction={() => onOpen({ kind: 'duplicate', campaign })}>
          {t('action.duplicate')}
        </MenuItem>
      )}
      {offered.archive && (
        <MenuItem icon={<Archive />} onAction={() => onOpen({ kind: 'archive', campaign })}>
          {t('action.archive')}
        </MenuItem>
      )}
      {offered.restore && (
        <MenuItem icon={<ArchiveRestore />} onAction={() => restore.mutate()}>
          {t('action.restore')}
        </MenuItem>
      )}
      {offered.remove && (
        <MenuItem icon={<Trash2 />} tone="danger" onAction={() => onOpen({ kind: 'remove', campaign })}>
          {t('action.remove')}
        </MenuItem>
      )}
    </Menu>
  )
}
