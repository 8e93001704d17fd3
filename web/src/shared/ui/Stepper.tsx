import { Check } from 'lucide-react'
import { cx } from '@/shared/lib/cx'

type Step<Key extends string> = {
  id: Key
  label: string
  /** Said of what is done, to whoever does not see the sign. */
  done: string | undefined
  isReachable: boolean
}

type Props<Key extends string> = {
  label: string
  steps: Step<Key>[]
  current: Key
  onGo: (id: Key) => void
}

/** Where one is on a way of a few steps. What can be gone to is a button; on phones only the place itself has its name. */
export function Stepper<Key extends string>({ label, steps, current, onGo }: Props<Key>) {
  const place = steps.findIndex(({ id }) => id === current)
  return (
    <nav aria-label={label} className="mb-7">
      <ol className="flex items-center">
        {steps.map(({ id, label: name, done, isReachable }, index) => {
          const isHere = index === place
          const isDone = done !== undefined && !isHere
          return (
            <li key={id} className={cx('flex min-w-0 items-center', index > 0 && 'grow')}>
              {index > 0 && (
                <span
                  aria-hidden
                  className={cx(
                    'mx-1.5 h-px min-w-1.5 grow sm:mx-3',
                    index <= place ? 'bg-accent' : 'bg-line-strong/50',
                  )}
                />
              )}
              <button
                type="button"
                disabled={!isReachable && !isHere}
                aria-current={isHere ? 'step' : undefined}
                onClick={() => isHere || onGo(id)}
                className="group/step flex min-h-11 min-w-0 items-center gap-2 rounded-md enabled:cursor-pointer"
              >
                <span
                  className={cx(
                    'tabular grid size-7 shrink-0 sm:size-8 place-items-center rounded-full border text-sm font-semibold transition-colors',
                    isHere && 'border-accent bg-accent text-on-accent',
                    isDone && 'border-accent bg-accent-soft text-accent-text',
                    !isHere && !isDone && 'border-line-strong bg-surface text-muted',
                  )}
                >
                  {isDone ? <Check aria-hidden className="size-4" strokeWidth={3} /> : index + 1}
                </span>
                <span
                  className={cx(
                    'text-start text-sm font-medium',
                    isHere ? 'text-ink max-sm:truncate' : 'text-muted max-lg:sr-only',
                    isReachable && !isHere && 'group-hover/step:text-ink',
                  )}
                >
                  {name}
                  {isDone && <span className="sr-only">{` (${done})`}</span>}
                </span>
              </button>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
