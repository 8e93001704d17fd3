import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useStore } from '@/shared/lib/store'
import { Button } from './Button'
import { IconButton } from './IconButton'
import { dismissToast, type Toast, toasts } from './toast'

const ICON = { ok: CircleCheck, danger: CircleAlert, info: Info }
const COLOUR = { ok: 'text-ok-text', danger: 'text-danger-text', info: 'text-info-text' }

/** Once, in the app's root. */
export function Toaster() {
  const { t } = useTranslation('common')
  const shown = useStore(toasts)
  return (
    <section
      aria-label={t('toast.region')}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-[calc(var(--bottombar)+1rem)] z-50 flex flex-col items-center gap-2 md:inset-x-auto md:end-6 md:bottom-6 md:items-end"
    >
      {shown.map(toast => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function ToastCard({ toast: { id, tone, text, action } }: { toast: Toast }) {
  const { t } = useTranslation('common')
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    // Something to do, or something wrong, deserves longer.
    const timer = setTimeout(() => dismissToast(id), action || tone === 'danger' ? 10_000 : 5000)
    return () => clearTimeout(timer)
  }, [id, held, action, tone])
  const Icon = ICON[tone]
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hovering only holds the timer
    <div
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex w-full max-w-sm items-center gap-3 rounded-lg border border-line bg-raised py-1.5 ps-4 pe-1.5 shadow-pop transition-[opacity,translate] duration-200 starting:translate-y-2 starting:opacity-0"
    >
      <Icon aria-hidden className={`size-5 shrink-0 ${COLOUR[tone]}`} />
      <p className="min-w-0 grow py-1.5">{text}</p>
      {action && (
        <Button
          size="sm"
          variant="ghost"
          onPress={() => {
            action.run()
            dismissToast(id)
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label={t('action.close')} onPress={() => dismissToast(id)}>
        <X />
      </IconButton>
    </div>
  )
}
