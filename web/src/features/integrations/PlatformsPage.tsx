import { useQuery } from '@tanstack/react-query'
import { useTranslation } from '@/shared/i18n/use-translation'
import { PLATFORMS } from '@/shared/platforms/platforms'
import { platformsQuery } from '@/shared/platforms/query'
import { Guard } from '@/shared/session/Guard'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { ErrorState } from '@/shared/ui/ErrorState'
import { Skeleton } from '@/shared/ui/Skeleton'
import { PlatformCard } from './PlatformCard'

export function PlatformsPage() {
  return (
    <Guard need="integrations.read">
      <Platforms />
    </Guard>
  )
}

const grid = 'grid gap-5 md:grid-cols-2 xl:grid-cols-3'

function Platforms() {
  const { t } = useTranslation('integrations')
  const mayManage = useCan()('integrations.manage')
  const { data, error, refetch } = useQuery(platformsQuery(useOrgId()))
  if (error && !data)
    return (
      <Card>
        <ErrorState error={error} onRetry={refetch} />
      </Card>
    )
  return (
    <>
      {!mayManage && <p className="mb-5 text-muted">{t('platforms.look_only')}</p>}
      <div aria-busy={!data} className={grid}>
        {data
          ? data.map(platform => (
              <PlatformCard key={platform.platform} platform={platform} mayManage={mayManage} />
            ))
          : PLATFORMS.map(platform => <Skeleton key={platform} className="h-52 w-full rounded-lg" />)}
      </div>
    </>
  )
}
