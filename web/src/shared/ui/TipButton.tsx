import { IconButton, type IconButtonProps } from './IconButton'
import { Tooltip } from './Tooltip'

/** An icon button that shows its label on hover and focus. */
export function TipButton(props: IconButtonProps) {
  return (
    <Tooltip text={props.label}>
      <IconButton {...props} />
    </Tooltip>
  )
}
