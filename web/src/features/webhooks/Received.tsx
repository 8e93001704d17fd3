import type { WebhookAttempt } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Outcome } from './Outcome'

type Props = Pick<WebhookAttempt, 'status' | 'error' | 'detail' | 'latency_ms' | 'answer'>

/** What came back from a receiver. Its own text is shown as text, whatever it is. */
export function Received({ latency_ms, answer, detail, ...result }: Props) {
  const { t } = useTranslation('webhooks')
  const text = answer || detail
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-3">
        <Outcome {...result} />
        <span className="tabular text-sm text-muted">{t('latency', { ms: latency_ms })}</span>
      </p>
      {text ? (
        <Code label={t(answer ? 'answer' : 'detail')} text={text} />
      ) : (
        <p className="text-sm text-muted">{t('no_answer')}</p>
      )}
    </div>
  )
}

export function Code({ label, text }: { label: string; text: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls, also by keyboard
      tabIndex={0}
      className="max-h-64 overflow-auto rounded-md border border-line bg-sunken px-3 py-2.5"
    >
      <pre dir="ltr" className="text-start font-mono text-sm break-words whitespace-pre-wrap">
        {text}
      </pre>
    </section>
  )
}
