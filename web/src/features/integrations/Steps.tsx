import { Check } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'

const STEPS = ['ask', 'consent', 'accounts', 'sync'] as const
export type Step = (typeof STEPS)[number]

/** Where one is on the way. Nothing to press: what lies behind was done at the platform. */
export function Steps({ now, isDone }: { now: Step; isDone?: boolean }) {
  const { t } = useTranslation('integrations')
  const current = STEPS.indexOf(now)
  return (
    <ol aria-label={t('steps.label')} className="mb-7 flex items-center">
      {STEPS.map((step, index) => {
        const isBehind = index < current || isDone === true
        const isHere = index === current && !isDone
        return (
          <li
            key={step}
            aria-current={isHere ? 'step' : undefined}
            className={cx('flex min-h-9 items-center', index > 0 && 'grow')}
          >
            {index > 0 && (
              <span
                aria-hidden
                className={cx('mx-2 h-px grow sm:mx-3', index <= current ? 'bg-accent' : 'bg-line-strong/50')}
              />
            )}
            <span
              className={cx(
                'tabular grid size-7 shrink-0 place-items-center rounded-full border text-sm font-semibold',
                isHere && 'border-accent bg-accent text-on-accent',
                isBehind && 'border-accent bg-accent-soft text-accent-text',
                !isHere && !isBehind && 'border-line-strong bg-surface text-muted',
              )}
            >
              {isBehind ? <Check aria-hidden className="size-3.5" strokeWidth={3} /> : index + 1}
            </span>
            <span
              className={cx('ms-2.5 text-sm font-medium', isHere ? 'text-ink' : 'text-muted max-sm:sr-only')}
            >
              {t(`steps.${step}`)}
              {isBehind && <span className="sr-only">{` (${t('steps.done')})`}</span>}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
