import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { LeaveGuard } from './LeaveGuard'

type Props = { isDirty: boolean; isSending: boolean; discard: () => void }

/** The foot of a form that is saved by a button: says whether something is unsaved, and guards the way out. */
export function SaveBar({ isDirty, isSending, discard }: Props) {
  const { t } = useTranslation('common')
  return (
    <>
      <p role="status" className="me-auto text-sm text-muted">
        {isDirty && t('save.unsaved')}
      </p>
      {isDirty && (
        <Button variant="ghost" onPress={discard} isDisabled={isSending}>
          {t('save.discard')}
        </Button>
      )}
      <Button type="submit" variant="primary" isPending={isSending} isDisabled={!isDirty && !isSending}>
        {t('save.save')}
      </Button>
      <LeaveGuard isDirty={isDirty} onLeave={discard} />
    </>
  )
}
