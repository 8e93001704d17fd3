import { useQueryClient } from '@tanstack/react-query'
import type { Org } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { useApiForm } from '@/shared/form/use-api-form'
import { forgetDraft, useDraft } from '@/shared/form/use-draft'
import { browserZone, guessFromZone } from '@/shared/format/choices'
import { useTranslation } from '@/shared/i18n/use-translation'
import { contextQuery, meQuery } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { createOrg } from './api'
import { dialectOf, OrgFields, type OrgValues, orgSchema } from './OrgFields'

const DRAFT = 'org-new'

type Props = { submitLabel: string; onDone: (org: Org) => void; children?: React.ReactNode }

/** A new organization, pre-filled from where the browser is. `children` are further buttons. */
export function CreateOrgForm({ submitLabel, onDone, children }: Props) {
  const { t, language } = useTranslation('orgs')
  const client = useQueryClient()
  const zone = browserZone()
  const { form, submit, isSending, error } = useApiForm<OrgValues, Org>({
    schema: orgSchema,
    defaultValues: { name: '', time_zone: zone, locale: language, ...guessFromZone(zone) },
    send: ({ dialect, ...values }) => createOrg({ ...values, dialect: dialectOf(dialect) }),
    onDone: async org => {
      forgetDraft(DRAFT)
      // The server has made it the current one: what was read for the old one is over.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] === 'org' })
      await Promise.all([
        client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] }),
        client.fetchQuery({ ...contextQuery, staleTime: 0 }),
      ])
      onDone(org)
    },
  })
  useDraft(form, DRAFT)
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-6">
      <FormError error={error} />
      <OrgFields control={form.control} part="name" autoFocus />
      <OrgFields control={form.control} part="rest" />
      <p className="text-sm text-muted">{t('create.later')}</p>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" size="lg" isPending={isSending}>
          {submitLabel}
        </Button>
        {children}
      </div>
    </form>
  )
}
