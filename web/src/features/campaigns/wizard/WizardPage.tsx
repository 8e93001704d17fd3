import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useRef } from 'react'
import { isApiError } from '@/shared/api/error'
import type { CampaignDetail } from '@/shared/api/types'
import { StatusBadge } from '@/shared/campaigns/StatusBadge'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Guard } from '@/shared/session/Guard'
import { useOrgId } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ButtonLink, Link } from '@/shared/ui/Link'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Skeleton } from '@/shared/ui/Skeleton'
import { campaignQuery } from '../api'
import { FirstStep } from './FirstStep'
import { Launched } from './Launched'
import { NextStep } from './NextStep'
import { ReviewStep } from './ReviewStep'
import { isStep, type Step } from './steps'
import { WizardRail } from './WizardRail'

type Search = { id?: string; step?: string }

/** A campaign in five steps. The draft is on the server after the first, and its place is in the address. */
export function WizardPage({ search: { id, step } }: { search: Search }) {
  const { t } = useTranslation('campaigns')
  const navigate = useNavigate()
  const here = id && isStep(step) ? step : 'basics'
  const go = useCallback(
    (to: Step, draft = id) => void navigate({ to: '/campaigns/wizard', search: { id: draft, step: to } }),
    [navigate, id],
  )
  const { data: draft } = useQuery({ ...campaignQuery(useOrgId(), id ?? ''), enabled: id !== undefined })
  const isLaunched = draft !== undefined && draft.status !== 'draft'
  const place = useFocusOf(isLaunched ? 'launched' : here)
  return (
    <>
      <PageHeader
        title={draft?.name ?? t('create.title')}
        badge={draft && <StatusBadge status={draft.status} />}
        description={isLaunched ? undefined : t('wizard.lead')}
        trail={[{ label: t('title'), to: '/campaigns' }]}
        actions={
          isLaunched ? undefined : id ? (
            <Link to="/campaigns/$campaignId/edit" params={{ campaignId: id }}>
              {t('wizard.advanced')}
            </Link>
          ) : (
            <Link to="/campaigns/new">{t('wizard.advanced')}</Link>
          )
        }
      />
      <Guard need={id ? 'campaigns.update' : 'campaigns.create'}>
        <section
          ref={place}
          tabIndex={-1}
          aria-label={t(`wizard.step.${here}`)}
          className="max-w-4xl scroll-mt-20 outline-none"
        >
          {id ? (
            <Resumed key={id} id={id} step={here} onGo={go} />
          ) : (
            <>
              <WizardRail step="basics" campaign={undefined} onGo={go} />
              <FirstStep onMade={made => go('audience', made.id)} />
            </>
          )}
        </section>
      </Guard>
    </>
  )
}

type ResumedProps = { id: string; step: Step; onGo: (step: Step) => void }

function Resumed({ id, step, onGo }: ResumedProps) {
  const { t } = useTranslation('campaigns')
  const { data, error, refetch } = useQuery(campaignQuery(useOrgId(), id))
  if (data) return <At campaign={data} step={step} onGo={onGo} />
  if (!error) return <Skeleton className="h-96 w-full rounded-lg" />
  const isGone = isApiError(error, 'not_found')
  return (
    <Card>
      <ErrorState
        error={error}
        title={isGone ? t('gone') : undefined}
        onRetry={isGone ? undefined : refetch}
        action={<ButtonLink to="/campaigns">{t('to_all')}</ButtonLink>}
      />
    </Card>
  )
}

type AtProps = { campaign: CampaignDetail; step: Step; onGo: (step: Step) => void }

function At({ campaign, step, onGo }: AtProps) {
  if (campaign.status !== 'draft') return <Launched campaign={campaign} />
  if (step === 'review') return <ReviewStep campaign={campaign} onGo={onGo} />
  return <NextStep key={step} campaign={campaign} step={step} onGo={onGo} />
}

/** A new step is read from its beginning, by eye and by ear; the page itself begins at its top. */
function useFocusOf(step: Step | 'launched') {
  const place = useRef<HTMLElement>(null)
  const last = useRef(step)
  useEffect(() => {
    if (last.current === step) return
    last.current = step
    place.current?.focus({ preventScroll: true })
    scrollTo({ top: 0 })
  }, [step])
  return place
}
