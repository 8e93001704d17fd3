import { ChevronRight } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useTitle } from '@/shared/lib/use-title'
import { Link } from './Link'

type Props = {
  title: string
  description?: React.ReactNode
  /** From the top down, without the page itself. */
  trail?: { label: string; to: string }[]
  actions?: React.ReactNode
  /** Beside the title, such as a state. */
  badge?: React.ReactNode
}

/** Every page begins with one; it also names the tab. */
export function PageHeader({ title, description, trail, actions, badge }: Props) {
  const { t } = useTranslation('common')
  useTitle(title)
  return (
    <header className="mb-7 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div className="min-w-0">
        {trail && (
          <nav aria-label={t('breadcrumbs')} className="mb-1.5">
            <ol className="flex flex-wrap items-center gap-1 text-sm text-muted">
              {trail.map(({ label, to }) => (
                <li key={to} className="flex items-center gap-1">
                  <Link to={to} quiet className="hover:text-ink">
                    {label}
                  </Link>
                  <ChevronRight aria-hidden className="mirror size-3.5 text-faint" />
                </li>
              ))}
            </ol>
          </nav>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="text-2xl">{title}</h1>
          {badge}
        </div>
        {description && <p className="mt-1 max-w-3xl text-pretty text-muted">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  )
}
