import { useState } from 'react'
import type { Member } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { RadioGroup } from '@/shared/ui/RadioGroup'
import { TokenField } from '@/shared/ui/TokenField'
import type { useUpdateMember } from './use-update-member'

const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

type Props = { member: Member; onClose: () => void; update: ReturnType<typeof useUpdateMember> }

/** All ad accounts, or only some: by their ids until platforms are connected and can be picked from. */
export function AdAccountsDialog({ member, onClose, update }: Props) {
  const { t } = useTranslation('team')
  const { t: common } = useTranslation('common')
  const [kind, setKind] = useState<'all' | 'some'>(member.ad_account_ids ? 'some' : 'all')
  const [ids, setIds] = useState(member.ad_account_ids ?? [])
  const [error, setError] = useState<string>()
  const save = () => {
    if (kind === 'some' && !ids.every(isId)) return setError(t('accounts.bad_id'))
    onClose()
    update.mutate({ member, change: { ad_account_ids: kind === 'all' ? null : ids } })
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
          <TokenField
            label={t('accounts.ids')}
            description={ids.length === 0 ? t('accounts.none_hint') : t('accounts.ids_hint')}
            errorMessage={error}
            value={ids}
            onChange={value => {
              setIds(value)
              setError(undefined)
            }}
            isValid={isId}
            placeholder="01936d2e-4c1a-7b3e-9f2d-5a8b6c7d8e9f"
          />
        )}
      </div>
    </Dialog>
  )
}
