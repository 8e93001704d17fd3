import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, Rocket } from 'lucide-react'
import type { CampaignDetail } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan, useOrgId } from '@/shared/session/queries'
import { ApprovalBanner } from '@/shared/spending/ApprovalBanner'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { ButtonLink, Link } from '@/shared/ui/Link'
import { FormFoot } from '../FormFoot'
import { launchQuery } from '../launch/api'
import { LaunchPreview } from '../launch/LaunchPreview'
import { useLaunch } from '../launch/use-launch'
import { launchWaits } from '../launch/waits'
import { PlanCard } from '../PlanCard'
import { rightsOf } from '../rights'
import { type Step, stepOf } from './steps'
import { WizardRail } from './WizardRail'

type Props = { campaign: CampaignDetail; onGo: (step: Step) => void }

/** All of it once more with what would be made, then launched or kept for later. */
export function ReviewStep({ campaign, onGo }: Props) {
  const { t } = useTranslation('campaigns')
  const errorText = useErrorText()
  const mayLaunch = rightsOf(campaign, useCan()).launch
  const plan = useQuery(launchQuery(useOrgId(), campaign.id))
  const launch = useLaunch(campaign)
  const waiting = launchWaits(campaign)
  return (
    <>
      <WizardRail step="review" campaign={campaign} onGo={onGo} />
      <div className="flex flex-col gap-6">
        {waiting && <ApprovalBanner approval={waiting} />}
        {launch.error && <Banner tone="danger" title={errorText(launch.error)} />}
        <Card title={t('wizard.dry_run')} description={t('launch.lead')}>
          <LaunchPreview
            plan={plan}
            days={campaign}
            link={(field, children) => (
              <Link to="/campaigns/wizard" search={{ id: campaign.id, step: stepOf(field) }}>
                {children}
              </Link>
            )}
          />
        </Card>
        <PlanCard campaign={campaign} />
        {!mayLaunch && <Banner title={t('wizard.ask_manager')}>{t('wizard.ask_manager_body')}</Banner>}
        <FormFoot>
          <Button
            variant="ghost"
            className="me-auto"
            onPress={() => onGo('goal')}
            isDisabled={launch.isPending}
          >
            <ArrowLeft aria-hidden className="mirror" />
            {t('wizard.back')}
          </Button>
          <ButtonLink
            to="/campaigns/$campaignId"
            params={{ campaignId: campaign.id }}
            variant={mayLaunch && !waiting ? 'secondary' : 'primary'}
          >
            {t(waiting ? 'edit.back' : 'wizard.keep')}
          </ButtonLink>
          {mayLaunch && !waiting && (
            <Button
              variant="primary"
              onPress={() => launch.mutate()}
              isPending={launch.isPending}
              isDisabled={!plan.data?.ready}
            >
              <Rocket aria-hidden />
              {t('action.launch')}
            </Button>
          )}
        </FormFoot>
      </div>
    </>
  )
}
