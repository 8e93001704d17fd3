import { useNavigate } from '@tanstack/react-router'
import { Wallet } from 'lucide-react'
import type { Integration } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ButtonLink } from '@/shared/ui/Link'
import { Choices, useChoiceWords } from './Choices'
import { ChooseError } from './ChooseError'
import { Steps } from './Steps'
import { useChoose } from './use-choose'
import { usePlatformWords } from './use-platform-words'

/** After the consent: which of the accounts that it reaches are read. */
export function AccountsStep({ integration }: { integration: Integration }) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  const navigate = useNavigate()
  const { id, platform, name, ad_accounts, social_accounts, missing_scopes: missing } = integration
  const choosing = useChoose(integration, () => {
    void navigate({
      to: '/integrations/connect/$platform',
      params: { platform },
      search: { integration: id, step: 'sync' },
      replace: true,
    })
  })
  const { accounts, pages, save } = choosing
  const use = useChoiceWords(integration, choosing)
  return (
    <>
      <Steps now="accounts" />
      {ad_accounts.length + social_accounts.length === 0 ? (
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
                isDisabled={accounts.size + pages.size === 0}
                isPending={save.isPending}
                onPress={() => save.mutate()}
              >
                {use}
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
            <Choices integration={integration} choosing={choosing} />
          </div>
        </Card>
      )}
    </>
  )
}
