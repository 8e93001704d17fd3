import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan, useContextOrg } from '@/shared/session/queries'
import { ErrorState } from '@/shared/ui/ErrorState'
import { onboardingQuery, type Step, useChangeOnboarding } from './api'
import { DoneStep } from './DoneStep'
import { WizardSkeleton } from './OnboardingLayout'
import { AlreadyDone, Skip, StepFrame } from './StepFrame'
import { StepRail, type WizardStep } from './StepRail'
import { TeamStep } from './TeamStep'

type Props = {
  /** From the address; without it the first open step. */
  step?: string
  /** Parts that belong to other features; the route brings them. */
  organization: (onDone: () => void, skip: ReactNode) => ReactNode
  security: (onDone: () => void) => ReactNode
}

export function OnboardingPage({ step, organization, security }: Props) {
  const { t } = useTranslation('onboarding')
  const navigate = useNavigate()
  const can = useCan()
  const org = useContextOrg()
  const { data, error, refetch } = useQuery(onboardingQuery)
  const change = useChangeOnboarding()
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />
  if (!data) return <WizardSkeleton />

  const status = (key: Step['key']) => data.steps.find(one => one.key === key)?.status ?? 'open'
  const steps: WizardStep[] = [
    { id: 'organization', status: org ? 'done' : status('organization') },
    // Only those may invite who have somewhere to invite to.
    ...(org && !can('members.invite') ? [] : [{ id: 'team', status: status('team') } as const]),
    { id: 'security', status: status('security') },
    { id: 'done', status: 'open' },
  ]
  const current = steps.find(({ id }) => id === step) ?? steps.find(one => one.status === 'open') ?? steps[0]
  const at = current ? steps.indexOf(current) : 0
  const go = (id: string) => void navigate({ to: '/onboarding', search: { step: id } })
  const next = () => go(steps[at + 1]?.id ?? 'done')
  const finish = (key: Step['key'], as: 'done' | 'skipped') => {
    if (status(key) !== 'done') change.mutate({ steps: { [key]: as } })
    next()
  }
  return (
    <>
      <StepRail steps={steps} current={at} onGo={go} />
      {current?.id === 'organization' && (
        <StepFrame title={t('organization.title')} lead={t('organization.lead')}>
          {org ? (
            <AlreadyDone text={t('organization.have', { name: org.name })} onNext={next} />
          ) : (
            organization(
              () => finish('organization', 'done'),
              <Skip onPress={() => finish('organization', 'skipped')} />,
            )
          )}
        </StepFrame>
      )}
      {current?.id === 'team' && (
        <StepFrame title={t('team.title')} lead={t('team.lead')}>
          <TeamStep onDone={() => finish('team', 'done')} onSkip={() => finish('team', 'skipped')} />
        </StepFrame>
      )}
      {current?.id === 'security' && (
        <StepFrame title={t('security.title')} lead={t('security.lead')}>
          {status('security') === 'done' ? (
            <AlreadyDone text={t('security.have')} onNext={next} />
          ) : (
            <>
              {security(() => finish('security', 'done'))}
              <div className="mt-6 border-t border-line pt-4">
                <Skip onPress={() => finish('security', 'skipped')} />
              </div>
            </>
          )}
        </StepFrame>
      )}
      {current?.id === 'done' && <DoneStep hasOrg={org !== undefined} />}
    </>
  )
}
