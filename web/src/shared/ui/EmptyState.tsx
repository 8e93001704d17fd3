type Props = {
  icon: React.ReactNode
  title: string
  /** Why it is empty and what filling it brings. */
  children: React.ReactNode
  /** The next step. */
  action?: React.ReactNode
}

/** Nothing here yet: teaches the next step. */
export function EmptyState({ icon, title, children, action }: Props) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      <span className="mb-5 grid size-14 place-items-center rounded-xl bg-accent-soft text-accent-text [&_svg]:size-6">
        {icon}
      </span>
      <h2 className="text-lg">{title}</h2>
      <p className="mt-1.5 max-w-md text-muted">{children}</p>
      {action && <div className="mt-6 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
