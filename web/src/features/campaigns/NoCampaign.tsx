import { Megaphone, Plug, Plus } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ButtonLink } from '@/shared/ui/Link'

/** Nothing yet: the two ways to a first campaign, as far as this person may go them. */
export function NoCampaign() {
  const { t } = useTranslation('campaigns')
  const can = useCan()
  const mayConnect = can('integrations.manage')
  const mayCreate = can('campaigns.create')
  return (
    <EmptyState
      icon={<Megaphone />}
      title={t('none.title')}
      action={
        <>
          {mayConnect && (
            <ButtonLink to="/integrations" variant="primary">
              <Plug aria-hidden />
              {t('none.connect')}
            </ButtonLink>
          )}
          {mayCreate && (
            <ButtonLink to="/campaigns/wizard" variant={mayConnect ? 'secondary' : 'primary'}>
              <Plus aria-hidden />
              {t('create.open')}
            </ButtonLink>
          )}
        </>
      }
    >
      {t(mayConnect || mayCreate ? 'none.body' : 'none.body_look')}
    </EmptyState>
  )
}
