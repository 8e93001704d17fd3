import { useEffect, useRef, useState } from 'react'
import { PlanLimit } from '@/shared/access/PlanLimit'
import type { Role } from '@/shared/api/types'
import { forgetDraft, useDraftState } from '@/shared/form/use-draft'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useContextOrg, useOrgId } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { RadioGroup } from '@/shared/ui/RadioGroup'
import { Select } from '@/shared/ui/Select'
import { TextField } from '@/shared/ui/TextField'
import { TokenField } from '@/shared/ui/TokenField'
import { toast } from '@/shared/ui/toast'
import { useMemberRights } from './use-member-rights'
import { type Batch, type Outcome, useSendInvitations } from './use-send-invitations'

const MOST = 20
const EXAMPLE = 'sara@example.com'
const isEmail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text)

export default function InviteDialog({ role: wanted, onClose }: { role: Role; onClose: () => void }) {
  const { t } = useTranslation('team')
  const { t: common } = useTranslation('common')
  const { invitable } = useMemberRights()
  const org = useContextOrg()
  const draft = `invite.${useOrgId()}`
  const [{ emails, role, message, locale }, change] = useDraftState<Batch>(draft, () => ({
    emails: [],
    role: invitable.includes(wanted) ? wanted : 'viewer',
    message: '',
    locale: org?.locale ?? 'ar',
  }))
  const [error, setError] = useState<string>()
  const [outcome, setOutcome] = useState<Outcome>()
  const send = useSendInvitations()
  const top = useRef<HTMLDivElement>(null)
  // The button is at the bottom; what it brought about stands at the top.
  useEffect(() => {
    if (outcome) top.current?.focus()
  }, [outcome])

  const discard = () => {
    forgetDraft(draft)
    onClose()
  }
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    if (emails.length === 0) return setError(t('invite.need_email'))
    if (!emails.every(isEmail)) return setError(t('invite.bad_email'))
    if (emails.length > MOST) return setError(t('invite.too_many', { count: MOST }))
    send.mutate(
      { emails, role, message: message.trim(), locale },
      {
        onSuccess: result => {
          if (result.sent.length > 0) toast('ok', t('invite.sent', { count: result.sent.length }))
          if (result.sent.length === emails.length) return discard()
          setOutcome(result)
          change({ emails: emails.filter(email => !result.sent.includes(email)) })
        },
      },
    )
  }

  return (
    <Dialog isOpen onClose={onClose} size="md" title={t('invite.title')} description={t('invite.lead')}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-6">
        <div ref={top} tabIndex={-1} className="flex scroll-mt-24 flex-col gap-4 outline-none empty:hidden">
          {outcome?.limit && <PlanLimit error={outcome.limit} />}
          {outcome && outcome.failed.length > 0 && (
            <Banner tone="danger" title={t('invite.failed', { count: outcome.failed.length })}>
              <ul>
                {outcome.failed.map(({ email, reason }) => (
                  <li key={email}>
                    <bdi className="font-medium">{email}</bdi> · {reason}
                  </li>
                ))}
              </ul>
            </Banner>
          )}
        </div>
        <TokenField
          label={t('invite.emails')}
          description={t('invite.emails_hint')}
          errorMessage={error}
          value={emails}
          onChange={value => {
            change({ emails: value.map(email => email.toLowerCase()) })
            setError(undefined)
          }}
          isValid={isEmail}
          inputMode="email"
          placeholder={EXAMPLE}
          autoFocus
        />
        <RadioGroup
          label={t('invite.role')}
          value={role}
          onChange={value => change({ role: value })}
          options={invitable.map(id => ({ id, label: common(`role.${id}`), hint: t(`role_hint.${id}`) }))}
        />
        <TextField
          label={t('invite.message')}
          description={t('invite.message_hint')}
          value={message}
          onChange={value => change({ message: value })}
          rows={3}
          maxLength={1000}
        />
        <Select
          label={t('invite.language')}
          className="sm:max-w-60"
          value={locale}
          onChange={value => change({ locale: value })}
          options={[
            { id: 'ar', label: t('language.ar') },
            { id: 'en', label: t('language.en') },
          ]}
        />
        <div className="flex flex-col-reverse gap-2 pb-2 sm:flex-row sm:justify-end">
          <Button onPress={discard}>{common('action.cancel')}</Button>
          <Button type="submit" variant="primary" isPending={send.isPending}>
            {t('invite.submit', { count: emails.length || 1 })}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
