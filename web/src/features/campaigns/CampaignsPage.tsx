import { useQuery } from '@tanstack/react-query'
import { Plus, UserRoundSearch } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { PeriodPicker } from '@/shared/metrics/PeriodPicker'
import { usePeriod } from '@/shared/metrics/use-period'
import { Guard } from '@/shared/session/Guard'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { ButtonLink } from '@/shared/ui/Link'
import { PageHeader } from '@/shared/ui/PageHeader'
import { type CampaignSearch, statsQuery } from './api'
import { CampaignList } from './CampaignList'
import { NoCampaign } from './NoCampaign'
import { Totals } from './Totals'

export function CampaignsPage({ search }: { search: CampaignSearch }) {
  const { t } = useTranslation('campaigns')
  const can = useCan()
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('lead')}
        actions={
          <>
            {can('campaigns.read') && (
              <ButtonLink to="/personas">
                <UserRoundSearch aria-hidden />
                {t('personas.title')}
              </ButtonLink>
            )}
            {can('campaigns.create') && (
              <ButtonLink to="/campaigns/wizard" variant="primary">
                <Plus aria-hidden />
                {t('create.open')}
              </ButtonLink>
            )}
          </>
        }
      />
      <Guard need="campaigns.read">
        <Campaigns search={search} />
      </Guard>
    </>
  )
}

function Campaigns({ search }: { search: CampaignSearch }) {
  const setSearch = useSetSearch<CampaignSearch>()
  const period = usePeriod(search)
  const { data: stats } = useQuery(statsQuery(useOrgId(), period))
  if (stats?.total === 0)
    return (
      <Card>
        <NoCampaign />
      </Card>
    )
  return (
    <>
      <Totals stats={stats}>
        <PeriodPicker search={search} period={period} onChange={setSearch} />
      </Totals>
      <CampaignList search={search} period={period} stats={stats} />
    </>
  )
}
