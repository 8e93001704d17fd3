import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { IconButton } from './IconButton'
import { passwordStrength } from './password-strength'
import { TextField, type TextFieldProps } from './TextField'

export type PasswordFieldProps = Omit<TextFieldProps, 'type' | 'rows' | 'ltr' | 'trail'> & {
  /** Shows how strong the password is, where one is being chosen. */
  showStrength?: boolean
}

export function PasswordField({ showStrength, description, ...props }: PasswordFieldProps) {
  const { t } = useTranslation('common')
  const [shown, setShown] = useState(false)
  const toggle = (
    <IconButton
      label={shown ? t('password.hide') : t('password.show')}
      onPress={() => setShown(!shown)}
      className="-me-px"
    >
      {shown ? <EyeOff /> : <Eye />}
    </IconButton>
  )
  return (
    <div className="flex flex-col gap-2">
      <TextField
        {...props}
        ltr
        type={shown ? 'text' : 'password'}
        spellCheck={false}
        description={showStrength ? (description ?? t('password.rule')) : description}
        trail={toggle}
      />
      {showStrength && props.value && <Strength password={props.value} />}
    </div>
  )
}

const TONES = ['bg-danger', 'bg-danger', 'bg-warn-text', 'bg-accent', 'bg-ok-text']

function Strength({ password }: { password: string }) {
  const { t } = useTranslation('common')
  const strength = passwordStrength(password)
  const words = [
    t('password.short', { count: Math.max(12 - password.length, 0) }),
    t('password.weak'),
    t('password.fair'),
    t('password.good'),
    t('password.strong'),
  ]
  return (
    <div className="flex items-center gap-3">
      <div aria-hidden className="flex grow gap-1">
        {[1, 2, 3, 4].map(step => (
          <span
            key={step}
            className={cx(
              'h-1 grow rounded-full transition-colors duration-300',
              step <= Math.max(strength, 1) ? TONES[strength] : 'bg-line',
            )}
          />
        ))}
      </div>
      <p aria-live="polite" className="text-xs text-muted">
        {words[strength]}
      </p>
    </div>
  )
}
