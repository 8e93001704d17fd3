import { HardDrive, type LucideIcon, Share2, Sparkles, Users } from 'lucide-react'
import type { Usage } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { Progress } from '@/shared/ui/Progress'
import { type Metric, toneOf } from './plans'

const ICON: Record<Metric, LucideIcon> = {
  members: Users,
  connected_accounts: Share2,
  ai_requests: Sparkles,
  storage_bytes: HardDrive,
}
const NOTE = { accent: 'text-muted', warn: 'text-warn-text', danger: 'text-danger-text' }

export function MetricCard({ metric, used, limit, resets_at }: Usage['metrics'][number]) {
  const { t } = useTranslation('usage')
  const format = useFormat()
  const show = metric === 'storage_bytes' ? format.storage : format.number
  const Icon = ICON[metric]
  const tone = toneOf(used, limit)
  const left = limit == null ? undefined : Math.max(0, limit - used)
  const values = { used: show(used), limit: show(limit ?? 0) }
  return (
    <Card>
      <div className="flex gap-4">
        <span className="grid size-10 shrink-0 place-items-center rounded-md bg-accent-soft text-accent-text">
          <Icon aria-hidden className="size-5" />
        </span>
        <div className="min-w-0 grow">
          {limit == null ? (
            <>
              <div className="flex justify-between gap-3 text-sm">
                <span className="font-medium">{t(`metric.${metric}`)}</span>
                <span className="text-muted">{t('unlimited')}</span>
              </div>
              <p className="tabular mt-1 text-2xl font-semibold">{show(used)}</p>
            </>
          ) : (
            <Progress
              label={t(`metric.${metric}`)}
              value={Math.min(used, limit)}
              max={limit || 1}
              valueText={t('used_of', values)}
              tone={tone}
            />
          )}
          <p className={`mt-2.5 text-sm ${NOTE[tone]}`}>
            {tone === 'danger'
              ? t('full')
              : tone === 'warn'
                ? t('nearly', { left: show(left ?? 0) })
                : t(`about.${metric}`)}
          </p>
          {resets_at && (
            <p className="mt-0.5 text-sm text-muted">{t('resets', { date: format.date(resets_at) })}</p>
          )}
        </div>
      </div>
    </Card>
  )
}
