import { useQuery } from '@tanstack/react-query'
import { Wallet } from 'lucide-react'
import { useState } from 'react'
import type { Member, PlatformIntegrations } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { AccountLine } from '@/shared/platforms/AccountLine'
import { AccountPicker } from '@/shared/platforms/AccountPicker'
import { platformsQuery } from '@/shared/platforms/query'
import { useOrgId } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ButtonLink } from '@/shared/ui/Link'
import { RadioGroup } from '@/shared/ui/RadioGroup'
import { Skeleton } from '@/shared/ui/Skeleton'
import type { useUpdateMember } from './use-update-member'

type Props = { member: Member; onClose: () => void; update: ReturnType<typeof useUpdateMember> }

/** All ad accounts, or only some of those that the organization uses. */
export default function AdAccountsDialog({ member, onClose, update }: Props) {
  const { t } = useTranslation('team')
  const { t: common } = useTranslation('common')
  const [kind, setKind] = useState<'all' | 'some'>(member.ad_account_ids ? 'some' : 'all')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(member.ad_account_ids))
  const save = () => {
    onClose()
    update.mutate({ member, change: { ad_account_ids: kind === 'all' ? null : [...chosen] } })
  }
  return (
    <Dialog
      isOpen
      size="md"
      onClose={onClose}
      title={t('accounts.title', { name: member.name })}
      description={t('accounts.lead')}
      footer={
        <>
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button variant="primary" onPress={save}>
            {common('save.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <RadioGroup
          label={t('accounts.kind')}
          hideLabel
          columns={2}
          value={kind}
          onChange={setKind}
          options={[
            { id: 'all', label: t('accounts.all'), hint: t('accounts.all_hint') },
            { id: 'some', label: t('accounts.some'), hint: t('accounts.some_hint') },
          ]}
        />
        {kind === 'some' && (
          <Choice assigned={member.ad_account_ids ?? []} chosen={chosen} onChange={setChosen} />
        )}
      </div>
    </Dialog>
  )
}

type ChoiceProps = {
  assigned: string[]
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
}

function Choice({ assigned, chosen, onChange }: ChoiceProps) {
  const { t } = useTranslation('team')
  const { data, error } = useQuery(platformsQuery(useOrgId()))
  if (!data && !error) return <Skeleton className="h-64 w-full rounded-md" />
  const accounts = accountsOf(data ?? [], assigned)
  if (!error && accounts.length === 0 && assigned.length === 0)
    return (
      <EmptyState
        icon={<Wallet />}
        title={t('accounts.empty')}
        action={<ButtonLink to="/integrations">{t('accounts.connect')}</ButtonLink>}
      >
        {t('accounts.empty_body')}
      </EmptyState>
    )
  return (
    <>
      {error && !data && <Banner tone="danger" title={t('accounts.failed')} />}
      <AccountPicker
        label={t('accounts.list')}
        accounts={accounts}
        line={account => <AccountLine account={account} />}
        chosen={chosen}
        onChange={onChange}
      />
      {chosen.size === 0 && <p className="text-sm text-muted">{t('accounts.none')}</p>}
    </>
  )
}

/** Those that are used, and those that were assigned and are used no more. */
const accountsOf = (platforms: PlatformIntegrations[], assigned: string[]) =>
  platforms.flatMap(({ platform, integrations }) =>
    integrations.flatMap(({ ad_accounts }) =>
      ad_accounts
        .filter(({ id, is_used }) => is_used || assigned.includes(id))
        .map(account => ({ ...account, platform })),
    ),
  )
