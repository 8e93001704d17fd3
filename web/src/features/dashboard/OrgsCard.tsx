import { useQuery } from '@tanstack/react-query'
import { BarList } from '@/shared/charts/BarList'
import { ChartFigure } from '@/shared/charts/ChartFigure'
import { ChartTable } from '@/shared/charts/ChartTable'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { orgsQuery } from '@/shared/session/queries'
import { Card } from '@/shared/ui/Card'
import { ButtonLink } from '@/shared/ui/Link'

const SHOWN = 6

/** Active campaigns in each organization, for who is in several. */
export function OrgsCard() {
  const { t } = useTranslation('dashboard')
  const format = useFormat()
  const { data } = useQuery(orgsQuery)
  const orgs = (data ?? [])
    .filter(org => !org.suspended)
    .sort((a, b) => b.active_campaigns - a.active_campaigns)
  if (orgs.length < 2) return null
  const label = t('orgs.title')
  const rows = orgs.map(({ id, name, active_campaigns }) => ({
    id,
    name: <bdi>{name}</bdi>,
    value: active_campaigns,
    text: format.number(active_campaigns),
  }))
  return (
    <Card
      title={label}
      actions={
        <ButtonLink to="/organizations" size="sm" variant="ghost" className="-me-3">
          {t('orgs.all')}
        </ButtonLink>
      }
    >
      <ChartFigure
        label={label}
        chart={<BarList label={label} bars={rows.slice(0, SHOWN)} />}
        table={
          <ChartTable
            label={label}
            head={[t('orgs.name'), t('orgs.active')]}
            rows={rows.map(({ id, name, text }) => ({ id, name, cells: [text] }))}
          />
        }
      />
    </Card>
  )
}
