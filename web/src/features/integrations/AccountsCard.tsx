import { Wallet } from 'lucide-react'
import type { Integration } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { AccountLine } from '@/shared/platforms/AccountLine'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { EmptyState } from '@/shared/ui/EmptyState'
import { usedOf } from './state'

type Props = { integration: Integration; onChange: (() => void) | undefined }

/** The accounts that are read. */
export function AccountsCard({ integration, onChange }: Props) {
  const { t } = useTranslation('integrations')
  const format = useFormat()
  const used = usedOf(integration)
  const all = integration.ad_accounts.length
  if (used.length === 0)
    return (
      <Card>
        <EmptyState
          icon={<Wallet />}
          title={t(all === 0 ? 'accounts.none' : 'accounts.none_used')}
          action={
            onChange &&
            all > 0 && (
              <Button variant="primary" onPress={onChange}>
                {t('accounts.choose')}
              </Button>
            )
          }
        >
          {t(all === 0 ? 'accounts.none_short' : 'accounts.none_used_body')}
        </EmptyState>
      </Card>
    )
  return (
    <Card
      flush
      title={t('accounts.title')}
      description={t('accounts.of', { used: format.number(used.length), all: format.number(all) })}
      actions={onChange && <Button onPress={onChange}>{t('accounts.change')}</Button>}
    >
      <ul className="divide-y divide-line border-t border-line">
        {used.map(account => (
          <li key={account.id} className="px-5 py-3.5 sm:px-6">
            <AccountLine account={account} />
            <span className="mt-0.5 block text-sm text-muted">
              {account.numbers_from
                ? t('accounts.numbers_from', { date: format.date(`${account.numbers_from}T12:00:00Z`) })
                : t('accounts.no_numbers')}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
