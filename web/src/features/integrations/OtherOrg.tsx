import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Integration } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { orgsQuery } from '@/shared/session/queries'
import { useSwitchOrg } from '@/shared/session/use-switch-org'
import { Button } from '@/shared/ui/Button'
import { ButtonLink } from '@/shared/ui/Link'
import { Ending } from './Ending'

/** Another organization was opened meanwhile, in another tab: the connection belongs to the one that it was begun for. */
export function OtherOrg({ org, integration }: { org: string; integration: Integration }) {
  const { t } = useTranslation('integrations')
  const errorText = useErrorText()
  const navigate = useNavigate()
  const name = useQuery(orgsQuery).data?.find(({ id }) => id === org)?.name ?? ''
  const change = useSwitchOrg(() => {
    void navigate({
      to: '/integrations/connect/$platform',
      params: { platform: integration.platform },
      search: { integration: integration.id },
    })
  })
  return (
    <Ending
      tone="ok"
      title={t('callback.elsewhere', { org: `\u2068${name}\u2069` })}
      actions={
        <>
          <Button variant="primary" isPending={change.isPending} onPress={() => change.mutate(org)}>
            {t('callback.switch')}
          </Button>
          <ButtonLink to="/">{t('callback.stay')}</ButtonLink>
        </>
      }
    >
      {change.error ? errorText(change.error) : t('callback.elsewhere_body')}
    </Ending>
  )
}
