import { Tooltip as AriaTooltip, Focusable, TooltipTrigger } from 'react-aria-components'

type Props = { text: string; children: React.ComponentProps<typeof Focusable>['children'] }

/** A word or two on hover and focus; never the only place of something needed. The child is a kit button. */
export function Tooltip({ text, children }: Props) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      <Focusable>{children}</Focusable>
      <AriaTooltip
        offset={8}
        className="z-50 max-w-64 rounded-sm bg-ink px-2.5 py-1.5 text-sm text-bg shadow-pop transition-opacity duration-150 starting:opacity-0 data-exiting:opacity-0"
      >
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  )
}
