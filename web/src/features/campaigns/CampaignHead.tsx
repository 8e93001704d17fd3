import { ArchiveRestore, Pencil } from 'lucide-react'
import type { CampaignDetail } from '@/shared/api/types'
import { StatusBadge } from '@/shared/campaigns/StatusBadge'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { ButtonLink } from '@/shared/ui/Link'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Spinner } from '@/shared/ui/Spinner'
import type { OpenCampaign } from './CampaignDialogs'
import { CampaignMenu } from './CampaignMenu'
import { launchWaits } from './launch/waits'
import { PlatformMarks } from './PlatformMarks'
import { rightsOf } from './rights'
import { MainAction } from './steer/MainAction'
import { useRestore } from './use-restore'

type Props = { campaign: CampaignDetail; onOpen: (open: OpenCampaign) => void }

export function CampaignHead({ campaign, onOpen }: Props) {
  const { t } = useTranslation('campaigns')
  const rights = rightsOf(campaign, useCan())
  const restore = useRestore(campaign)
  return (
    <PageHeader
      title={campaign.name}
      trail={[{ label: t('title'), to: '/campaigns' }]}
      badge={
        <span className="flex flex-wrap items-center gap-3">
          <StatusBadge status={campaign.status} />
          <PlatformMarks platforms={campaign.platforms} />
          <span role="status">
            {campaign.is_pushing && (
              <span className="flex items-center gap-1.5 text-sm text-muted">
                <Spinner className="size-4" />
                {t('push.going_on')}
              </span>
            )}
          </span>
        </span>
      }
      description={campaign.origin === 'platform' ? t('origin.platform') : undefined}
      actions={
        <>
          {rights.restore && (
            <Button onPress={() => restore.mutate()} isPending={restore.isPending}>
              <ArchiveRestore aria-hidden />
              {t('action.restore')}
            </Button>
          )}
          {rights.edit && (
            <ButtonLink to="/campaigns/$campaignId/edit" params={{ campaignId: campaign.id }}>
              <Pencil aria-hidden />
              {t('action.edit')}
            </ButtonLink>
          )}
          {!launchWaits(campaign) && (
            <MainAction campaign={campaign} onLaunch={() => onOpen({ kind: 'launch', campaign })} />
          )}
          <CampaignMenu campaign={campaign} onOpen={onOpen} withoutMain />
        </>
      }
    />
  )
}
