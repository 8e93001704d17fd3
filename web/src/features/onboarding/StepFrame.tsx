import { CircleCheck } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useTitle } from '@/shared/lib/use-title'
import { Button } from '@/shared/ui/Button'

type Props = { title: string; lead: string; children: React.ReactNode }

/** One step: its heading takes the focus, so that screen readers hear where they are. */
export function StepFrame({ title, lead, children }: Props) {
  useTitle(title)
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new title is a new step
  useEffect(() => {
    // A step that puts the cursor into its first field keeps it there.
    if (!document.activeElement || document.activeElement === document.body) heading.current?.focus()
  }, [title])
  return (
    <section>
      <h1 ref={heading} tabIndex={-1} className="text-3xl outline-none">
        {title}
      </h1>
      <p className="mt-2 text-lg text-muted">{lead}</p>
      <div className="mt-8 rounded-lg border border-line bg-surface p-5 shadow-card sm:p-7">{children}</div>
    </section>
  )
}

export function AlreadyDone({ text, onNext }: { text: string; onNext: () => void }) {
  const { t } = useTranslation('onboarding')
  return (
    <div className="flex flex-wrap items-center justify-between gap-4">
      <p className="flex items-center gap-3 font-medium">
        <CircleCheck aria-hidden className="size-6 shrink-0 text-ok-text" />
        {text}
      </p>
      <Button variant="primary" onPress={onNext}>
        {t('continue')}
      </Button>
    </div>
  )
}

export function Skip({ onPress }: { onPress: () => void }) {
  const { t } = useTranslation('onboarding')
  return (
    <Button variant="ghost" size="lg" onPress={onPress} className="first:-ms-5">
      {t('skip')}
    </Button>
  )
}
