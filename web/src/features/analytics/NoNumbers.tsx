import { ChartSpline, Plug } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { useCan } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ButtonLink } from '@/shared/ui/Link'
import type { AnalyticsSearch } from './filters'

/** Nothing was counted: because of the filters, or because nothing is connected yet or ran in these days. */
export function NoNumbers({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation('analytics')
  const { t: common } = useTranslation('common')
  const can = useCan()
  const setSearch = useSetSearch<AnalyticsSearch>()
  return (
    <Card>
      <EmptyState
        icon={<ChartSpline />}
        title={t(isFiltered ? 'none.filtered' : 'none.title')}
        action={
          isFiltered ? (
            <Button onPress={() => setSearch({ platform: undefined, campaigns: undefined })}>
              {common('action.clear')}
            </Button>
          ) : (
            can('integrations.manage') && (
              <ButtonLink to="/integrations" variant="primary">
                <Plug aria-hidden />
                {t('none.connect')}
              </ButtonLink>
            )
          )
        }
      >
        {t(isFiltered ? 'none.filtered_body' : 'none.body')}
      </EmptyState>
    </Card>
  )
}
