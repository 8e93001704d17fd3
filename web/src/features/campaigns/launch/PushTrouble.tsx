import { RotateCw } from 'lucide-react'
import type { CampaignDetail } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { buttonStyles } from '@/shared/ui/button-styles'
import { failedOf } from './pushes'
import { useRetry } from './use-launch'

/** On top of its page: some platforms did not take what they were told. */
export function PushTrouble({ campaign }: { campaign: CampaignDetail }) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const can = useCan()
  const retry = useRetry(campaign)
  const failed = failedOf(campaign.accounts)
  if (failed.length === 0) return null
  return (
    <Banner
      tone="danger"
      title={t('push.trouble', { count: failed.length })}
      actions={
        <>
          <a href="#accounts" className={buttonStyles('secondary', 'sm')}>
            {t('push.why')}
          </a>
          {can('campaigns.activate') && (
            <Button size="sm" onPress={() => retry.mutate()} isPending={retry.isPending}>
              <RotateCw aria-hidden />
              {common('action.retry')}
            </Button>
          )}
        </>
      }
    >
      {t('push.trouble_body')}
    </Banner>
  )
}
