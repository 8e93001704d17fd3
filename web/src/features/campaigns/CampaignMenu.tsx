import { useNavigate } from '@tanstack/react-router'
import { Archive, ArchiveRestore, Copy, MoreHorizontal, Pencil, Trash2 } from 'lucide-react'
import type { Campaign } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { IconButton } from '@/shared/ui/IconButton'
import { Menu, MenuItem } from '@/shared/ui/Menu'
import type { OpenCampaign } from './CampaignDialogs'
import { rightsOf } from './rights'
import { useRestore } from './use-restore'

type Props = {
  campaign: Campaign
  onOpen: (open: OpenCampaign) => void
  /** Editing has a button of its own beside it. */
  withoutEdit?: boolean
}

export function CampaignMenu({ campaign, onOpen, withoutEdit }: Props) {
  const { t } = useTranslation('campaigns')
  const navigate = useNavigate()
  const rights = rightsOf(campaign, useCan())
  const restore = useRestore(campaign)
  const label = t('actions_of', { name: campaign.name })
  const isEditable = rights.edit && !withoutEdit
  if (![isEditable, rights.duplicate, rights.archive, rights.restore, rights.remove].includes(true))
    return null
  return (
    <Menu
      label={label}
      trigger={
        <IconButton label={label}>
          <MoreHorizontal />
        </IconButton>
      }
    >
      {isEditable && (
        <MenuItem
          icon={<Pencil />}
          onAction={() =>
            void navigate({ to: '/campaigns/$campaignId/edit', params: { campaignId: campaign.id } })
          }
        >
          {t('action.edit')}
        </MenuItem>
      )}
      {rights.duplicate && (
        <MenuItem icon={<Copy />} onAction={() => onOpen({ kind: 'duplicate', campaign })}>
          {t('action.duplicate')}
        </MenuItem>
      )}
      {rights.archive && (
        <MenuItem icon={<Archive />} onAction={() => onOpen({ kind: 'archive', campaign })}>
          {t('action.archive')}
        </MenuItem>
      )}
      {rights.restore && (
        <MenuItem icon={<ArchiveRestore />} onAction={() => restore.mutate()}>
          {t('action.restore')}
        </MenuItem>
      )}
      {rights.remove && (
        <MenuItem icon={<Trash2 />} tone="danger" onAction={() => onOpen({ kind: 'remove', campaign })}>
          {t('action.remove')}
        </MenuItem>
      )}
    </Menu>
  )
}
