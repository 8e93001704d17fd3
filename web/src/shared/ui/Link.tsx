import { createLink, type LinkComponent } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'
import { cx } from '@/shared/lib/cx'
import { type ButtonSize, type ButtonVariant, buttonStyles } from './button-styles'

type AnchorProps = AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> }
type TextAnchorProps = AnchorProps & {
  /** Where the place says that it is a link: breadcrumbs, names in a table. */
  quiet?: boolean
}

const textStyles =
  'font-medium text-accent-text underline decoration-accent-text/30 underline-offset-4 hover:decoration-current'
const quietStyles = 'underline-offset-4 hover:underline'

function TextAnchor({ className, quiet, ...props }: TextAnchorProps) {
  return (
    <a
      {...props}
      className={cx('rounded-sm transition-colors', quiet ? quietStyles : textStyles, className)}
    />
  )
}

type ButtonAnchorProps = AnchorProps & { variant?: ButtonVariant; size?: ButtonSize }

function ButtonAnchor({ variant, size, className, ...props }: ButtonAnchorProps) {
  return <a {...props} className={buttonStyles(variant, size, className)} />
}

const RoutedText = createLink(TextAnchor)
const RoutedButton = createLink(ButtonAnchor)

/** A link in text to a page of the app; prefetched on hover. */
export const Link: LinkComponent<typeof TextAnchor> = props => <RoutedText preload="intent" {...props} />

/** A link that looks like a button. */
export const ButtonLink: LinkComponent<typeof ButtonAnchor> = props => (
  <RoutedButton preload="intent" {...props} />
)

/** A link to outside the app; opens beside it. */
export function ExternalLink({ className, ...props }: AnchorHTMLAttributes<HTMLAnchorElement>) {
  return <a target="_blank" rel="noreferrer" {...props} className={cx('rounded-sm', textStyles, className)} />
}
