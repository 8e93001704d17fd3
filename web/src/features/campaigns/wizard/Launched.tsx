import type { CampaignDetail } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { Card } from '@/shared/ui/Card'
import { ButtonLink } from '@/shared/ui/Link'
import { LaunchProgress } from '../launch/LaunchProgress'

/** The end of the way: the platforms take it, one by one. */
export function Launched({ campaign }: { campaign: CampaignDetail }) {
  const { t } = useTranslation('campaigns')
  const to = { to: '/campaigns/$campaignId', params: { campaignId: campaign.id } } as const
  if (!campaign.accounts.some(({ push }) => push))
    return (
      <Banner
        title={t('edit.running')}
        actions={
          <ButtonLink {...to} size="sm">
            {t('edit.back')}
          </ButtonLink>
        }
      />
    )
  return (
    <Card
      title={t('launch.title', { name: campaign.name })}
      footer={
        <ButtonLink {...to} variant="primary">
          {t('edit.back')}
        </ButtonLink>
      }
    >
      <LaunchProgress campaign={campaign} />
    </Card>
  )
}
