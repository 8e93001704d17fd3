import type { Integration } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Dotted } from '@/shared/ui/Dotted'

/** Quoted, with the code and when it was said: what support at the platform asks for. */
export function PlatformWords({ problem }: { problem: Integration['problem'] }) {
  const { t } = useTranslation('integrations')
  const format = useFormat()
  if (!problem) return null
  const { words, code, at } = problem
  return (
    <figure className="mt-2 border-s-2 border-current/30 ps-3">
      {words && (
        <blockquote>
          <bdi lang="en">{words}</bdi>
        </blockquote>
      )}
      <figcaption className="text-xs text-muted">
        <Dotted>
          {t('trouble.said')}
          <time dateTime={at}>{format.dateTime(at)}</time>
          {code && <code className="ltr font-mono break-all">{code}</code>}
        </Dotted>
      </figcaption>
    </figure>
  )
}
