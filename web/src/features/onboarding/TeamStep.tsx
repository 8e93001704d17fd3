import { Plus, Send } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useContextOrg } from '@/shared/session/queries'
import { Banner } from '@/shared/ui/Banner'
import { Button } from '@/shared/ui/Button'
import { TextField } from '@/shared/ui/TextField'
import { toast } from '@/shared/ui/toast'
import { InviteRow } from './InviteRow'
import { Skip } from './StepFrame'
import { useInvites } from './use-invites'

type Props = { onDone: () => void; onSkip: () => void }

export function TeamStep({ onDone, onSkip }: Props) {
  const { t } = useTranslation('onboarding')
  const org = useContextOrg()
  const invites = useInvites({ invalid: t('team.invalid'), twice: t('team.twice') }, count => {
    toast('ok', t('team.sent', { count }))
    onDone()
  })
  if (!org)
    return (
      <>
        <Banner title={t('team.no_org')} />
        <div className="mt-4">
          <Skip onPress={onSkip} />
        </div>
      </>
    )
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        invites.submit()
      }}
      className="flex flex-col gap-5"
    >
      {invites.sent > 0 && (
        <Banner tone="warn" title={t('team.sent', { count: invites.sent })}>
          {t('team.failed')}
        </Banner>
      )}
      <ul className="flex flex-col gap-3">
        {invites.rows.map((row, index) => (
          <InviteRow
            key={row.key}
            row={row}
            index={index}
            onEmail={email => invites.setEmail(row.key, email)}
            onRole={role => invites.change(row.key, { role })}
            onRemove={invites.rows.length > 1 ? () => invites.remove(row.key) : undefined}
          />
        ))}
      </ul>
      <Button size="sm" variant="ghost" className="self-start" onPress={invites.add}>
        <Plus aria-hidden />
        {t('team.add')}
      </Button>
      <TextField
        label={t('team.message')}
        description={t('team.message_hint')}
        value={invites.message}
        onChange={invites.setMessage}
        rows={3}
        maxLength={500}
      />
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          variant="primary"
          size="lg"
          isPending={invites.isSending}
          isDisabled={invites.filled === 0}
        >
          <Send aria-hidden className="mirror" />
          {t('team.submit', { count: invites.filled })}
        </Button>
        <Skip onPress={invites.sent > 0 ? onDone : onSkip} />
      </div>
    </form>
  )
}
