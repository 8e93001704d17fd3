import type { ReactNode, Ref } from 'react'
import { type ButtonSize, type ButtonVariant, buttonStyles } from './button-styles'
import { Spinner } from './Spinner'

/** The name React Aria gives to a click by any means; kept for all buttons. Everything else is the element's own. */
export type PressProps = Omit<React.ComponentProps<'button'>, 'onClick' | 'disabled' | 'children' | 'ref'> & {
  onPress?: () => void
  isDisabled?: boolean | undefined
  ref?: Ref<HTMLButtonElement>
}

export type ButtonProps = PressProps & {
  variant?: ButtonVariant
  size?: ButtonSize
  /** Keeps the width, shows a spinner and refuses presses, but stays focused. */
  isPending?: boolean
  children: ReactNode
}

export function Button({ variant, size, className, children, isPending, ...props }: ButtonProps) {
  const { onPress, isDisabled, type = 'button', ...rest } = props
  return (
    <button
      {...rest}
      type={isPending ? 'button' : type}
      disabled={isDisabled}
      aria-disabled={isPending || undefined}
      aria-busy={isPending || undefined}
      {...(onPress && { onClick: onPress })}
      {...(isPending && { onClick: undefined })}
      className={buttonStyles(variant, size, className)}
    >
      <span className={isPending ? 'invisible contents [&>*]:invisible' : 'contents'}>{children}</span>
      {isPending && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
    </button>
  )
}
