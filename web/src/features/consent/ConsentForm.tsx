import { useMutation } from '@tanstack/react-query'
import { ArrowLeftRight, Building2, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { isApiError } from '@/shared/api/error'
import type { ConsentQuestion } from '@/shared/api/types'
import { FormError } from '@/shared/form/FormError'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useContextOrg, useMe } from '@/shared/session/queries'
import { Avatar } from '@/shared/ui/Avatar'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { ButtonLink } from '@/shared/ui/Link'
import { Logo } from '@/shared/ui/Logo'
import { Select } from '@/shared/ui/Select'
import { type ConsentRequest, decide } from './api'
import { ScopeList } from './ScopeList'

/** Never a script or a document of its own making, whatever the server answers. */
const mayFollow = (address: string) => !/^\s*(javascript|data|vbscript|blob|file):/i.test(address)

export function ConsentForm({ consent, request }: { consent: ConsentQuestion; request: ConsentRequest }) {
  const { t } = useTranslation('consent')
  const { t: common } = useTranslation('common')
  const me = useMe()
  const here = useContextOrg()?.id
  const { client, orgs, scopes, redirect_uri } = consent
  const [orgId, setOrgId] = useState(orgs.find(org => org.id === here)?.id ?? orgs[0]?.id)
  const decision = useMutation({
    mutationFn: (approve: boolean) => decide(request, orgId ?? '', approve),
    onSuccess: ({ redirect_to }) => {
      if (mayFollow(redirect_to)) location.assign(redirect_to)
    },
  })
  // Once decided, the page waits for the browser to leave.
  const isBusy = decision.isPending || decision.isSuccess
  const error = isApiError(decision.error) ? decision.error : undefined
  return (
    <>
      <div aria-hidden className="flex items-center justify-center gap-4">
        <Avatar square size="lg" name={client.name} />
        <ArrowLeftRight className="size-5 text-faint" />
        <Logo />
      </div>
      <h1 className="mt-6 text-center text-2xl">{t('ask', { name: `\u2068${client.name}\u2069` })}</h1>
      <p className="mt-2 text-center text-muted">
        {t('as')} <bdi dir="ltr">{me?.email}</bdi>
      </p>
      <div className="mt-6 flex flex-col gap-5">
        {client.dynamic && (
          <div className="flex gap-3 rounded-md bg-warn-soft px-4 py-3 text-warn-text">
            <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0" />
            <div>
              <p className="font-medium">{t('unverified')}</p>
              <p className="mt-0.5 text-sm text-ink">{t('unverified_help')}</p>
            </div>
          </div>
        )}
        <FormError error={error} />
        {orgs.length === 0 ? (
          <Banner
            tone="warn"
            title={t('no_org')}
            actions={
              <ButtonLink to="/onboarding" size="sm" variant="primary">
                {t('no_org_create')}
              </ButtonLink>
            }
          />
        ) : orgs.length === 1 ? (
          <p className="flex items-center gap-3 rounded-md border border-line px-4 py-3">
            <Building2 aria-hidden className="size-5 shrink-0 text-faint" />
            <span className="min-w-0">
              <span className="block text-sm text-muted">{t('org')}</span>
              <bdi className="font-medium">{orgs[0]?.name}</bdi>
            </span>
          </p>
        ) : (
          <Select
            label={t('org')}
            description={t('org_hint')}
            value={orgId ?? null}
            onChange={setOrgId}
            isDisabled={isBusy}
            options={orgs.map(({ id, name, role }) => ({ id, label: name, hint: common(`role.${role}`) }))}
          />
        )}
        <ScopeList scopes={scopes} />
        <div className="grid gap-2 sm:grid-cols-2">
          <Button
            size="lg"
            isDisabled={isBusy || !orgId}
            onPress={() => decision.mutate(false)}
            className="max-sm:order-1"
          >
            {t('deny')}
          </Button>
          <Button
            size="lg"
            variant="primary"
            isPending={isBusy && decision.variables}
            isDisabled={!orgId || (isBusy && !decision.variables)}
            onPress={() => decision.mutate(true)}
          >
            {t('allow')}
          </Button>
        </div>
        <p className="text-center text-sm text-muted">
          {t('then')}{' '}
          <bdi dir="ltr" className="font-medium break-all text-ink">
            {placeOf(redirect_uri)}
          </bdi>
          <br />
          {t('revoke')}
        </p>
      </div>
    </>
  )
}

/** The host, or the app's own scheme: what tells a real address from a look-alike. */
function placeOf(address: string) {
  try {
    const { host, protocol } = new URL(address)
    return host || protocol
  } catch {
    return address
  }
}
