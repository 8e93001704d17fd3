import { useQuery } from '@tanstack/react-query'
import { Rocket } from 'lucide-react'
import type { Campaign } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { ApprovalBanner } from '@/shared/spending/ApprovalBanner'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { Link } from '@/shared/ui/Link'
import { campaignQuery } from '../api'
import { launchQuery } from './api'
import { LaunchPreview } from './LaunchPreview'
import { LaunchProgress } from './LaunchProgress'
import type { MissingLink } from './MissingList'
import { useLaunch } from './use-launch'
import { launchWaits } from './waits'

type Props = { campaign: Campaign; onClose: () => void }

/** From the dry run to the last platform that has it. */
export default function LaunchDialog({ campaign: known, onClose }: Props) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  const errorText = useErrorText()
  const org = useOrgId()
  const { data: detail } = useQuery(campaignQuery(org, known.id))
  const campaign = detail ?? known
  const isDraft = campaign.status === 'draft'
  const plan = useQuery({ ...launchQuery(org, known.id), enabled: isDraft })
  const launch = useLaunch(campaign)
  const link: MissingLink = (field, children) => (
    <Link to="/campaigns/$campaignId/edit" params={{ campaignId: known.id }} search={{ field }}>
      {children}
    </Link>
  )
  const waiting = launchWaits(campaign)
  if (waiting || (!isDraft && detail))
    return (
      <Dialog
        isOpen
        size="md"
        onClose={onClose}
        title={t('launch.title', { name: campaign.name })}
        footer={
          <Button variant="primary" onPress={onClose}>
            {common('action.close')}
          </Button>
        }
      >
        {waiting ? <ApprovalBanner approval={waiting} /> : detail && <LaunchProgress campaign={detail} />}
      </Dialog>
    )
  return (
    <Dialog
      isOpen
      size="md"
      onClose={onClose}
      title={t('launch.title', { name: campaign.name })}
      description={t('launch.lead')}
      footer={
        <>
          <Button onPress={onClose} isDisabled={launch.isPending}>
            {common('action.cancel')}
          </Button>
          <Button
            variant="primary"
            onPress={() => launch.mutate()}
            isPending={launch.isPending}
            isDisabled={!plan.data?.ready}
          >
            <Rocket aria-hidden />
            {t('action.launch')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {launch.error && <Banner tone="danger" title={errorText(launch.error)} />}
        <LaunchPreview plan={plan} days={campaign} link={link} />
      </div>
    </Dialog>
  )
}
