import { Check } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import type { Step } from './api'

export type WizardStep = { id: 'organization' | 'team' | 'security' | 'done'; status: Step['status'] }

type Props = { steps: WizardStep[]; current: number; onGo: (id: string) => void }

/** Where one is. What lies behind can be gone back to. */
export function StepRail({ steps, current, onGo }: Props) {
  const { t } = useTranslation('onboarding')
  return (
    <nav aria-label={t('rail.label')} className="mb-8 sm:mb-10">
      <ol className="flex items-center">
        {steps.map(({ id, status }, index) => {
          const isHere = index === current
          const isDone = status === 'done' && !isHere
          const look = isHere
            ? 'border-accent bg-accent text-on-accent'
            : isDone
              ? 'border-accent bg-accent-soft text-accent-text'
              : 'border-line-strong bg-surface text-muted'
          return (
            <li key={id} className={cx('flex items-center', index > 0 && 'grow')}>
              {index > 0 && (
                <span
                  aria-hidden
                  className={cx(
                    'mx-2 h-px grow sm:mx-3',
                    index <= current ? 'bg-accent' : 'bg-line-strong/50',
                  )}
                />
              )}
              <button
                type="button"
                disabled={index >= current}
                aria-current={isHere ? 'step' : undefined}
                onClick={() => onGo(id)}
                className="flex min-h-11 items-center gap-2.5 rounded-md"
              >
                <span
                  className={cx(
                    'tabular grid size-8 shrink-0 place-items-center rounded-full border text-sm font-semibold',
                    look,
                  )}
                >
                  {isDone ? <Check aria-hidden className="size-4" strokeWidth={3} /> : index + 1}
                </span>
                <span
                  className={cx(
                    'text-sm font-medium',
                    isHere ? 'text-ink' : 'sr-only text-muted sm:not-sr-only',
                  )}
                >
                  {t(`rail.${id}`)}
                  {isDone && <span className="sr-only">{` (${t('status.done')})`}</span>}
                </span>
              </button>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
