import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { TipButton } from './TipButton'

type Props = { label: string; value: string; hideLabel?: boolean }

/** A value to take elsewhere: an address, an id, a key that is shown once. */
export function CopyField({ label, value, hideLabel }: Props) {
  const { t } = useTranslation('common')
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => navigator.clipboard.writeText(value).then(() => setCopied(true))
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <span className={hideLabel ? 'sr-only' : 'text-sm font-medium'}>{label}</span>
      <div className="flex min-h-control items-center rounded-md border border-line bg-sunken">
        <code
          dir="ltr"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a long value scrolls, also by keyboard
          tabIndex={0}
          className="min-w-0 grow overflow-x-auto px-3 font-mono text-sm whitespace-nowrap"
        >
          {value}
        </code>
        <TipButton label={copied ? t('copy.done') : t('copy.copy', { label })} onPress={copy}>
          {copied ? <Check className="text-ok-text" /> : <Copy />}
        </TipButton>
      </div>
      <span aria-live="polite" className="sr-only">
        {copied && t('copy.done')}
      </span>
    </div>
  )
}
