import type { Integration } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { AccountLine } from '@/shared/platforms/AccountLine'
import { AccountPicker } from '@/shared/platforms/AccountPicker'
import { PageLine } from './PageLine'
import type { Choosing } from './use-choose'

type Props = { integration: Integration; choosing: Choosing }

/** The ad accounts that are reached and, where a platform has them, the pages. */
export function Choices({ integration: { ad_accounts, social_accounts }, choosing }: Props) {
  const { t } = useTranslation('integrations')
  const { accounts, setAccounts, pages, setPages } = choosing
  const picker = (
    <AccountPicker
      label={t('accounts.title')}
      accounts={ad_accounts}
      line={account => <AccountLine account={account} />}
      chosen={accounts}
      onChange={setAccounts}
    />
  )
  if (social_accounts.length === 0) return picker
  return (
    <div className="flex flex-col gap-6">
      {ad_accounts.length > 0 && (
        <section className="flex flex-col gap-2.5">
          <h3 className="font-medium">{t('accounts.title')}</h3>
          {picker}
        </section>
      )}
      <section className="flex flex-col gap-2.5">
        <div>
          <h3 className="font-medium">{t('pages.title')}</h3>
          <p className="mt-0.5 text-sm text-muted">{t('pages.lead')}</p>
        </div>
        <AccountPicker
          label={t('pages.title')}
          accounts={social_accounts}
          line={page => <PageLine page={page} />}
          chosen={pages}
          onChange={setPages}
        />
      </section>
    </div>
  )
}

/** What the button says: how many, where there are ad accounts alone. */
export function useChoiceWords({ social_accounts }: Integration, { accounts }: Choosing) {
  const { t } = useTranslation('integrations')
  return social_accounts.length > 0 ? t('accounts.use_choice') : t('accounts.use', { count: accounts.size })
}
