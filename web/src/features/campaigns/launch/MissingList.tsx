import { ArrowRight } from 'lucide-react'
import type { LaunchPlan } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Banner } from '@/shared/ui/Banner'

type Missing = LaunchPlan['missing'][number]
export type MissingLink = (field: Missing['field'], children: React.ReactNode) => React.ReactNode

/** The last part of a field's name. */
type Last<Field> = Field extends `${string}.${infer Rest}` ? Rest : Field
const lastOf = (field: Missing['field']) => field.replace(/^.*\./, '') as Last<Missing['field']>

type Props = {
  missing: LaunchPlan['missing']
  /** A link to where this field is filled in, around its name. */
  link: MissingLink
}

/** What has to be there before it can be launched, each with the way to it. */
export function MissingList({ missing, link }: Props) {
  const { t } = useTranslation('campaigns')
  return (
    <Banner tone="warn" title={t('launch.missing', { count: missing.length })}>
      <ul className="mt-2 flex flex-col gap-2">
        {missing.map(({ field, message }) => (
          <li key={field + message} className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span className="min-w-0 grow basis-48">{message}</span>
            {link(
              field,
              <span className="inline-flex items-center gap-1">
                {t(`launch.fill.${lastOf(field)}`)}
                <ArrowRight aria-hidden className="mirror size-3.5" />
              </span>,
            )}
          </li>
        ))}
      </ul>
    </Banner>
  )
}
