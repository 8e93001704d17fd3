import { useQuery } from '@tanstack/react-query'
import { Check, PartyPopper, X } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { useCan } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { IconButton } from '@/shared/ui/IconButton'
import { ButtonLink } from '@/shared/ui/Link'
import { toast } from '@/shared/ui/toast'
import { onboardingQuery, type Step, useChangeOnboarding } from './api'

const TARGET = {
  organization: { to: '/onboarding', search: { step: 'organization' } },
  team: { to: '/onboarding', search: { step: 'team' } },
  security: { to: '/settings/security', search: {} },
  api: { to: '/integrations/keys', search: {} },
} as const
const NEEDS: Partial<Record<Step['key'], string>> = { team: 'members.invite', api: 'api_keys.manage' }

/** The first steps on the dashboard, until they are done or nobody wants to see them. */
export function Checklist() {
  const { t } = useTranslation('onboarding')
  const can = useCan()
  const { data } = useQuery(onboardingQuery)
  const change = useChangeOnboarding()
  if (!data || data.dismissed) return null
  const steps = data.steps.filter(({ key }) => can(NEEDS[key] ?? '') || !NEEDS[key])
  const closed = steps.filter(step => step.status !== 'open').length
  const isComplete = closed === steps.length
  const dismiss = () => {
    change.mutate({ dismissed: true })
    toast('info', t('list.dismissed'), {
      label: t('list.undo'),
      run: () => change.mutate({ dismissed: false }),
    })
  }
  return (
    <section aria-labelledby="checklist" className="rounded-lg border border-line bg-surface shadow-card">
      <header className="flex items-start gap-4 px-5 pt-5 sm:px-6">
        <div className="min-w-0 grow">
          <h2 id="checklist" className="flex items-center gap-2.5 text-lg">
            {isComplete && <PartyPopper aria-hidden className="size-5 text-accent-text" />}
            {t(isComplete ? 'list.complete' : 'list.title')}
          </h2>
          <p className="text-sm text-muted">
            {isComplete ? t('list.complete_lead') : t('list.progress', { done: closed, all: steps.length })}
          </p>
        </div>
        <IconButton label={t('list.dismiss')} onPress={dismiss} className="-me-2 -mt-1.5">
          <X />
        </IconButton>
      </header>
      <div aria-hidden className="mx-5 mt-4 flex gap-1.5 sm:mx-6">
        {steps.map(({ key }, index) => (
          <span
            key={key}
            className={cx('h-1.5 grow rounded-full', index < closed ? 'bg-accent' : 'bg-ink/8')}
          />
        ))}
      </div>
      <ul className="mt-3 divide-y divide-line">
        {steps.map(step => (
          <ChecklistItem
            key={step.key}
            step={step}
            onSkip={() => change.mutate({ steps: { [step.key]: 'skipped' } })}
          />
        ))}
      </ul>
    </section>
  )
}

function ChecklistItem({ step: { key, status }, onSkip }: { step: Step; onSkip: () => void }) {
  const { t } = useTranslation('onboarding')
  const isDone = status === 'done'
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3.5 sm:px-6">
      <span
        aria-hidden
        className={cx(
          'grid size-6 shrink-0 place-items-center rounded-full border',
          isDone ? 'border-accent bg-accent text-on-accent' : 'border-line-strong',
          status === 'skipped' && 'border-dashed',
        )}
      >
        {isDone && <Check className="size-3.5" strokeWidth={3} />}
      </span>
      <div className="min-w-0 grow basis-48">
        <p className={cx('font-medium', status !== 'open' && 'text-muted')}>
          {t(`list.${key}`)}
          <span className="sr-only">{` (${t(`status.${status}`)})`}</span>
        </p>
        {status !== 'done' && <p className="text-sm text-muted">{t(`list.${key}_why`)}</p>}
      </div>
      {!isDone && (
        <div className="flex gap-1 max-sm:ps-10">
          {status === 'open' && (
            <Button size="sm" variant="ghost" onPress={onSkip}>
              {t('list.skip')}
            </Button>
          )}
          <ButtonLink {...TARGET[key]} size="sm">
            {t(`list.${key}_do`)}
          </ButtonLink>
        </div>
      )}
    </li>
  )
}
