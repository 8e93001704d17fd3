import { useQuery } from '@tanstack/react-query'
import { Wallet } from 'lucide-react'
import { type Control, useController } from 'react-hook-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { AccountLine } from '@/shared/platforms/AccountLine'
import { AccountPicker } from '@/shared/platforms/AccountPicker'
import { platformsQuery } from '@/shared/platforms/query'
import { useCan, useOrgId } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { FieldNotes } from '@/shared/ui/FieldNotes'
import { ButtonLink } from '@/shared/ui/Link'
import { Skeleton } from '@/shared/ui/Skeleton'
import type { CampaignValues } from './campaign-values'

/** Where it is to run: accounts that the organization uses. */
export function AccountsField({ control }: { control: Control<CampaignValues> }) {
  const { t } = useTranslation('campaigns')
  const { field, fieldState } = useController({ control, name: 'ad_account_ids' })
  const can = useCan()
  const { data, error } = useQuery({
    ...platformsQuery(useOrgId()),
    enabled: can('integrations.read'),
  })
  const accounts = (data ?? []).flatMap(({ platform, integrations }) =>
    integrations.flatMap(({ ad_accounts }) =>
      ad_accounts
        .filter(({ id, is_used }) => is_used || field.value.includes(id))
        .map(account => ({ ...account, platform })),
    ),
  )
  if (!can('integrations.read')) return null
  return (
    <div data-field="ad_account_ids">
      <Card title={t('form.accounts')} description={t('form.accounts_lead')}>
        {error && !data ? (
          <Banner tone="danger" title={t('form.accounts_failed')} />
        ) : !data ? (
          <Skeleton className="h-40 w-full rounded-md" />
        ) : accounts.length === 0 ? (
          <EmptyState
            icon={<Wallet />}
            title={t('form.no_accounts')}
            action={
              can('integrations.manage') && <ButtonLink to="/integrations">{t('none.connect')}</ButtonLink>
            }
          >
            {t('form.no_accounts_body')}
          </EmptyState>
        ) : (
          <>
            <AccountPicker
              label={t('form.accounts')}
              accounts={accounts}
              line={account => <AccountLine account={account} />}
              chosen={new Set(field.value)}
              onChange={chosen => field.onChange([...chosen])}
            />
            <div className="mt-1.5">
              <FieldNotes id="accounts-notes" errorMessage={fieldState.error?.message} />
            </div>
          </>
        )}
      </Card>
    </div>
  )
}
