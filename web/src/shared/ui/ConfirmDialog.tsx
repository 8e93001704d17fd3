import { useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from './Button'
import { Dialog } from './Dialog'
import { TextField } from './TextField'

type Props = {
  isOpen: boolean
  onClose: () => void
  onConfirm: () => void
  title: string
  /** What will happen, and whether it can be undone. */
  children: React.ReactNode
  /** The deed itself ("Delete organization"), never "OK". */
  confirmLabel: string
  /** Must be typed exactly before the button works, for what cannot be taken back. */
  typeToConfirm?: string
  isPending?: boolean
  tone?: 'danger' | 'default'
}

export function ConfirmDialog(props: Props) {
  const {
    isOpen,
    onClose,
    onConfirm,
    title,
    children,
    confirmLabel,
    typeToConfirm,
    isPending,
    tone = 'danger',
  } = props
  const { t } = useTranslation('common')
  const [typed, setTyped] = useState('')
  const close = () => {
    setTyped('')
    onClose()
  }
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title={title}
      role="alertdialog"
      footer={
        <>
          <Button onPress={close} isDisabled={isPending}>
            {t('action.cancel')}
          </Button>
          <Button
            variant={tone === 'danger' ? 'danger' : 'primary'}
            onPress={onConfirm}
            isPending={isPending}
            isDisabled={typeToConfirm !== undefined && typed.trim() !== typeToConfirm}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 text-muted">
        <div>{children}</div>
        {typeToConfirm !== undefined && (
          <TextField
            label={t('confirm.type', { text: typeToConfirm })}
            value={typed}
            onChange={setTyped}
            autoComplete="off"
            autoFocus
          />
        )}
      </div>
    </Dialog>
  )
}
