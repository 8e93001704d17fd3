import { Pause, Play, Rocket } from 'lucide-react'
import type { Campaign } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { rightsOf } from '../rights'
import { useSteer } from './use-steer'

type Props = { campaign: Campaign; onLaunch: () => void }

/** The one step that is next: launch, pause or resume. */
export function MainAction({ campaign, onLaunch }: Props) {
  const { t } = useTranslation('campaigns')
  const rights = rightsOf(campaign, useCan())
  const steer = useSteer(campaign)
  if (rights.launch)
    return (
      <Button variant="primary" onPress={onLaunch}>
        <Rocket aria-hidden />
        {t('action.launch')}
      </Button>
    )
  if (rights.pause)
    return (
      <Button variant="primary" onPress={() => steer.mutate('pause')} isPending={steer.isPending}>
        <Pause aria-hidden />
        {t('action.pause')}
      </Button>
    )
  if (rights.resume)
    return (
      <Button variant="primary" onPress={() => steer.mutate('resume')} isPending={steer.isPending}>
        <Play aria-hidden />
        {t('action.resume')}
      </Button>
    )
  return null
}
