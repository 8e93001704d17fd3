import { useQuery } from '@tanstack/react-query'
import { Pause, Play, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useErrorText } from '@/shared/api/use-error-text'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { healthQuery } from './api'
import { HealthReport } from './HealthReport'

const EVERY = 5000

export function HealthPage() {
  const { t } = useTranslation('admin')
  const format = useFormat()
  const errorText = useErrorText()
  const [paused, setPaused] = useState(false)
  const query = useQuery({ ...healthQuery, refetchInterval: paused ? false : EVERY })
  const { data, error, refetch, isFetching, dataUpdatedAt } = query
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="tabular text-sm text-muted">
          {dataUpdatedAt > 0 && t('health.checked', { time: format.clock(new Date(dataUpdatedAt)) })}
        </p>
        <div className="flex gap-2">
          <Button size="sm" onPress={() => setPaused(!paused)} aria-pressed={paused}>
            {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
            {t(paused ? 'health.resume' : 'health.pause')}
          </Button>
          <Button size="sm" onPress={() => void refetch()}>
            <RotateCw aria-hidden className={cx(isFetching && 'animate-spin')} />
            {t('health.refresh')}
          </Button>
        </div>
      </div>
      {error && data && (
        <Banner tone="danger" title={t('health.lost')}>
          {errorText(error)}
        </Banner>
      )}
      {error && !data ? (
        <Card>
          <ErrorState error={error} onRetry={refetch} />
        </Card>
      ) : (
        <HealthReport health={data} />
      )}
    </div>
  )
}
