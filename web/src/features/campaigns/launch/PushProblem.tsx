import type { CampaignPush } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Dotted } from '@/shared/ui/Dotted'

type Props = { problem: NonNullable<CampaignPush['problem']>; at: string; children?: React.ReactNode }

/** What happened and what to do, what the platform said itself, and the buttons that mend it (`children`). */
export function PushProblem({ problem: { code, message, words }, at, children }: Props) {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  return (
    <div className="rounded-md bg-danger-soft px-4 py-3">
      <p className="font-medium text-danger-text">{message}</p>
      {words && (
        <figure className="mt-2 border-s-2 border-danger/40 ps-3 text-sm">
          <blockquote className="break-words">
            <bdi lang="en">{words}</bdi>
          </blockquote>
          <figcaption className="text-xs text-muted">
            <Dotted>
              {t('push.said')}
              <time dateTime={at}>{format.dateTime(at)}</time>
              <code className="ltr font-mono break-all">{code}</code>
            </Dotted>
          </figcaption>
        </figure>
      )}
      {children && <div className="mt-3 flex flex-wrap gap-2">{children}</div>}
    </div>
  )
}
