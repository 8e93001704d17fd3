import { Check } from 'lucide-react'
import { ListBoxItem } from 'react-aria-components'
import { optionStyles } from './popover-styles'

export type Option<Key extends string = string> = { id: Key; label: string; hint?: string }

/** One choice in a Select or ComboBox. */
export function ListItem({ id, label, hint }: Option) {
  return (
    <ListBoxItem id={id} textValue={label} className={optionStyles}>
      <span className="min-w-0 grow">
        <bdi className="block truncate">{label}</bdi>
        {hint && <span className="block text-sm text-muted">{hint}</span>}
      </span>
      <Check aria-hidden className="invisible text-accent-text group-data-selected:visible" />
    </ListBoxItem>
  )
}
