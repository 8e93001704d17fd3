import {
  type ComponentType,
  type LazyExoticComponent,
  type RefObject,
  Suspense,
  useRef,
  useState,
} from 'react'

export type PanelProps = { triggerRef: RefObject<HTMLButtonElement | null>; onClose: () => void }

type Props = {
  label: string
  className: string
  popup: 'menu' | 'dialog'
  /** Loaded when it is first wanted: the frame's first load stays small. */
  panel: LazyExoticComponent<ComponentType<PanelProps>>
  preload: () => void
  children: React.ReactNode
}

/** A button of the top bar and what opens below it. */
export function PanelTrigger({ label, className, popup, panel: Panel, preload, children }: Props) {
  const triggerRef = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        ref={triggerRef}
        aria-haspopup={popup}
        aria-expanded={open}
        onPointerEnter={preload}
        onFocus={preload}
        onClick={() => setOpen(!open)}
        className={className}
      >
        {/* Said before what is shown, not instead of it. */}
        <span className="sr-only">{label}</span>
        {children}
      </button>
      <Suspense>{open && <Panel triggerRef={triggerRef} onClose={() => setOpen(false)} />}</Suspense>
    </>
  )
}
