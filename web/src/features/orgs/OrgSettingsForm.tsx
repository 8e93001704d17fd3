import { useQueryClient } from '@tanstack/react-query'
import type { Org } from '@/shared/api/types'
import { ConflictBanner } from '@/shared/form/ConflictBanner'
import { FormError } from '@/shared/form/FormError'
import { SaveBar } from '@/shared/form/SaveBar'
import { useSavedForm } from '@/shared/form/use-saved-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, orgsQuery } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Card } from '@/shared/ui/Card'
import { toast } from '@/shared/ui/toast'
import { orgQuery, updateOrg } from './api'
import { MfaPolicyCard } from './MfaPolicyCard'
import { dialectChoice, dialectOf, OrgFields, type OrgValues, orgSchema } from './OrgFields'

const toValues = ({ name, currency, time_zone, locale, week_start, dialect }: Org): OrgValues => ({
  name,
  currency,
  time_zone,
  locale,
  week_start,
  dialect: dialectChoice(dialect),
})

export function OrgSettingsForm({ org, canEdit }: { org: Org; canEdit: boolean }) {
  const { t } = useTranslation('orgs')
  const { t: common } = useTranslation('common')
  const client = useQueryClient()
  const keep = (fresh: Org) => {
    client.setQueryData(orgQuery(org.id).queryKey, fresh)
    void client.invalidateQueries({ queryKey: contextQuery.queryKey })
    void client.invalidateQueries({ queryKey: orgsQuery.queryKey })
  }
  const { form, submit, isSending, error, isDirty, discard, conflict } = useSavedForm<OrgValues, Org>({
    draft: `org-${org.id}`,
    schema: orgSchema,
    entity: org,
    toValues,
    save: ({ dialect, ...values }, version) =>
      updateOrg(org.id, { ...values, dialect: dialectOf(dialect) }, version),
    reload: () => client.fetchQuery({ ...orgQuery(org.id), staleTime: 0 }),
    onSaved: fresh => {
      keep(fresh)
      toast('ok', common('save.saved'))
    },
  })
  const labels = {
    name: t('field.name'),
    currency: t('field.currency'),
    time_zone: t('field.time_zone'),
    locale: t('field.locale'),
    week_start: t('field.week_start'),
    dialect: t('field.dialect'),
  }
  return (
    <>
      <form onSubmit={submit} noValidate>
        <Card
          title={t('settings.general')}
          description={t('settings.general_lead')}
          footer={canEdit && <SaveBar isDirty={isDirty} isSending={isSending} discard={discard} />}
        >
          <div className="flex flex-col gap-6">
            {!canEdit && <Banner title={t('settings.read_only')}>{t('settings.read_only_help')}</Banner>}
            <FormError error={error} />
            <ConflictBanner conflict={conflict} labels={labels} />
            <OrgFields control={form.control} part="name" isDisabled={!canEdit} />
            <OrgFields control={form.control} part="rest" isDisabled={!canEdit} />
          </div>
        </Card>
      </form>
      <MfaPolicyCard org={org} canEdit={canEdit} onSaved={keep} />
    </>
  )
}
