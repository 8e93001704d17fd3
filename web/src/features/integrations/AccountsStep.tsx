import { useNavigate } from '@tanstack/react-router'
import { Wallet } from 'lucide-react'
import type { Integration } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { AccountPicker } from '@/shared/platforms/AccountPicker'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ButtonLink } from '@/shared/ui/Link'
import { ChooseError } from './ChooseError'
import { Steps } from './Steps'
import { useChoose } from './use-choose'
import { usePlatformWords } from './use-platform-words'

/** After the consent: which of the accounts that it reaches are read. */
export function AccountsStep({ integration }: { integration: Integration }) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const navigate = useNavigate()
  const { id, platform, name, ad_accounts: accounts, missing_scopes: missing } = integration
  const { chosen, setChosen, save } = useChoose(integration, () => {
    void navigate({
      to: '/integrations/connect/$platform',
      params: { platform },
      search: { integration: id, step: 'sync' },
      replace: true,
    })
  })
  return (
    <>
      <Steps now="accounts" />
      {accounts.length === 0 ? (
        <Card>
          <EmptyState
            icon={<Wallet />}
            title={t('accounts.none')}
            action={
              <>
                <ButtonLink to="/integrations/connect/$platform" params={{ platform }} variant="primary">
                  {t('accounts.other_sign_in')}
                </ButtonLink>
                <ButtonLink to="/integrations/$integrationId" params={{ integrationId: id }}>
                  {t('action.manage')}
                </ButtonLink>
              </>
            }
          >
            {t('accounts.none_body', { name: `\u2068${name}\u2069`, platform: words.name(platform) })}
          </EmptyState>
        </Card>
      ) : (
        <Card
          title={t('accounts.choose')}
          description={t('accounts.lead', { name: `\u2068${name}\u2069` })}
          footer={
            <>
              <ButtonLink to="/integrations/$integrationId" params={{ integrationId: id }} variant="ghost">
                {t('accounts.later')}
              </ButtonLink>
              <Button
                variant="primary"
                isDisabled={chosen.size === 0}
                isPending={save.isPending}
                onPress={() => save.mutate()}
              >
                {t('accounts.use', { count: chosen.size })}
              </Button>
            </>
          }
        >
          <div className="flex flex-col gap-4">
            {missing.length > 0 && (
              <Banner tone="warn" title={t('rights.some_missing')}>
                {t('rights.some_missing_body')}
              </Banner>
            )}
            <ChooseError error={save.error} />
            <AccountPicker
              label={t('accounts.title')}
              accounts={accounts}
              chosen={chosen}
              onChange={setChosen}
            />
          </div>
        </Card>
      )}
    </>
  )
}
