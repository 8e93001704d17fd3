import { useQuery } from '@tanstack/react-query'
import { platformsQuery } from '@/shared/platforms/query'
import { useCan, useOrgId } from '@/shared/session/queries'

/** Which connection reaches an ad account, for whoever may see connections; asked for only where one has to be mended. */
export function useIntegrationOf(isNeeded: boolean): (adAccountId: string) => string | undefined {
  const can = useCan()
  const { data } = useQuery({
    ...platformsQuery(useOrgId()),
    enabled: isNeeded && can('integrations.read'),
  })
  const integrations = (data ?? []).flatMap(({ integrations }) => integrations)
  return id => integrations.find(({ ad_accounts }) => ad_accounts.some(account => account.id === id))?.id
}
