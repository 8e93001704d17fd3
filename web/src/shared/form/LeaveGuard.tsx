import { useBlocker } from '@tanstack/react-router'
import { useTranslation } from '@/shared/i18n/use-translation'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'

/** Asks before a page with unsaved changes is left. A reload needs no question: the draft outlives it. */
export function LeaveGuard({ isDirty, onLeave }: { isDirty: boolean; onLeave: () => void }) {
  const { t } = useTranslation('common')
  const blocker = useBlocker({
    // A session that has ended cannot wait for an answer.
    shouldBlockFn: ({ current, next }) =>
      isDirty && next.pathname !== current.pathname && next.pathname !== '/sign-in',
    enableBeforeUnload: false,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  const leave = () => {
    onLeave()
    blocker.proceed()
  }
  return (
    <ConfirmDialog
      isOpen
      title={t('save.leave_title')}
      confirmLabel={t('save.leave')}
      onConfirm={leave}
      onClose={blocker.reset}
    >
      {t('save.leave_body')}
    </ConfirmDialog>
  )
}
