/** A key on the keyboard. */
export function Kbd({ children }: { children: React.ReactNode }) {
  return (
    <kbd
      dir="ltr"
      className="inline-grid h-5.5 min-w-5.5 place-items-center rounded-sm border border-line bg-sunken px-1.5 font-sans text-xs text-muted"
    >
      {children}
    </kbd>
  )
}
