import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, useCan } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { ButtonLink } from '@/shared/ui/Link'

/** What stands above every page because it touches them all. */
export function Notices() {
  const { t } = useTranslation('common')
  const format = useFormat()
  const { data: context } = useQuery(contextQuery)
  const org = context?.org
  const can = useCan()
  const { pathname } = useLocation()
  return (
    <>
      {org?.spending_stopped_at && pathname !== '/spending' && (
        <div className="mb-6">
          <Banner
            tone="danger"
            title={t('notice.stopped')}
            actions={
              can('spending.read') && (
                <ButtonLink to="/spending" size="sm">
                  {t('notice.stopped_action')}
                </ButtonLink>
              )
            }
          >
            {t('notice.stopped_body')}
          </Banner>
        </div>
      )}
      {context?.mfa_required && (
        <div className="mb-6">
          <Banner
            tone="warn"
            title={t('notice.mfa')}
            actions={
              <ButtonLink to="/settings/security" size="sm" variant="primary">
                {t('notice.mfa_action')}
              </ButtonLink>
            }
          >
            {t('notice.mfa_body')}
          </Banner>
        </div>
      )}
      {org?.deletes_at && (
        <div className="mb-6">
          <Banner
            tone="danger"
            title={t('notice.deleting', { name: org.name, date: format.date(org.deletes_at) })}
          >
            {t('notice.deleting_body')}
          </Banner>
        </div>
      )}
    </>
  )
}
