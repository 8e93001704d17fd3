import type { OwnOrg } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Avatar } from '@/shared/ui/Avatar'

type Props = { org: OwnOrg | undefined; fallback?: string | undefined; full?: boolean }

/** An organization with the person's role and its active campaigns. */
export function OrgLine({ org, fallback, full }: Props) {
  const { t } = useTranslation('common')
  const name = org?.name ?? fallback
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <Avatar square name={name ?? '+'} src={org?.picture_url} size={full ? 'md' : 'sm'} />
      <span className="min-w-0 leading-tight">
        <bdi className="block max-w-52 truncate text-base font-medium">{name ?? t('org.none')}</bdi>
        {org && (
          <span className={full ? 'block text-sm text-muted' : 'hidden text-xs text-muted sm:block'}>
            {t(`role.${org.role}`)}
            <span aria-hidden className="mx-1.5 text-faint">
              ·
            </span>
            {t('org.campaigns', { count: org.active_campaigns })}
          </span>
        )}
      </span>
    </span>
  )
}
