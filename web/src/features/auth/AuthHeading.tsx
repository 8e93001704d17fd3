import { useTitle } from '@/shared/lib/use-title'

type Props = { title: string; children?: React.ReactNode; icon?: React.ReactNode }

export function AuthHeading({ title, children, icon }: Props) {
  useTitle(title)
  return (
    <div className="mb-7">
      {icon && (
        <span className="mb-5 grid size-12 place-items-center rounded-lg bg-accent-soft text-accent-text [&_svg]:size-6">
          {icon}
        </span>
      )}
      <h1 className="text-3xl">{title}</h1>
      {children && <p className="mt-2 text-lg text-muted">{children}</p>}
    </div>
  )
}
