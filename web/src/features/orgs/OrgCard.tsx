import { ArrowRight, Megaphone, Settings2, TriangleAlert, Users } from 'lucide-react'
import type { OwnOrg } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { useSwitchOrg } from '@/shared/session/use-switch-org'
import { Avatar } from '@/shared/ui/Avatar'
import { Badge } from '@/shared/ui/Badge'
import { Button } from '@/shared/ui/Button'
import { ButtonLink } from '@/shared/ui/Link'
import { Skeleton } from '@/shared/ui/Skeleton'
import { toast } from '@/shared/ui/toast'

const frame = 'flex w-full flex-col rounded-lg border bg-surface p-5 shadow-card'

/** An organization with what somebody wants to know before going there. */
export function OrgCard({ org, isCurrent }: { org: OwnOrg; isCurrent: boolean }) {
  const { t } = useTranslation('orgs')
  const { t: common } = useTranslation('common')
  const errorText = useErrorText()
  const change = useSwitchOrg(name => toast('ok', common('org.switched', { name })))
  const enter = () => change.mutate(org.id, { onError: error => toast('danger', errorText(error)) })
  return (
    <article className={cx(frame, isCurrent ? 'border-accent' : 'border-line')}>
      <header className="flex items-start gap-3">
        <Avatar square size="lg" name={org.name} src={org.picture_url} />
        <div className="min-w-0 grow">
          <h2 className="text-lg">
            <bdi className="block truncate">{org.name}</bdi>
          </h2>
          <p className="text-sm text-muted">{common(`role.${org.role}`)}</p>
        </div>
        {isCurrent && (
          <Badge tone="accent" dot>
            {t('card.current')}
          </Badge>
        )}
      </header>
      <ul className="mt-5 flex flex-col gap-2 text-muted [&_svg]:size-4.5 [&_svg]:shrink-0 [&_svg]:text-faint">
        <Fact icon={<Megaphone aria-hidden />}>
          {common('org.campaigns', { count: org.active_campaigns })}
        </Fact>
        <Fact icon={<Users aria-hidden />}>{t('card.members', { count: org.members })}</Fact>
      </ul>
      <State org={org} />
      <footer className="mt-auto flex items-center justify-between gap-3 pt-5">
        <Badge>{t('card.plan', { plan: common(`plan.${org.plan}`) })}</Badge>
        {isCurrent ? (
          <ButtonLink to="/settings/organization" size="sm">
            <Settings2 aria-hidden />
            {t('card.settings')}
          </ButtonLink>
        ) : (
          <Button size="sm" onPress={enter} isPending={change.isPending} isDisabled={org.suspended}>
            {t('card.enter')}
            <ArrowRight aria-hidden className="mirror" />
          </Button>
        )}
      </footer>
    </article>
  )
}

function Fact({ icon, children }: { icon: React.ReactNode; children: React.ReactNode }) {
  return (
    <li className="flex items-center gap-2.5">
      {icon}
      {children}
    </li>
  )
}

function State({ org }: { org: OwnOrg }) {
  const { t } = useTranslation('orgs')
  const format = useFormat()
  const text = org.suspended
    ? t('card.suspended')
    : org.deletes_at
      ? t('card.deleting', { date: format.date(org.deletes_at) })
      : undefined
  if (!text) return null
  return (
    <p className="mt-4 flex gap-2 rounded-md bg-danger-soft px-3 py-2 text-sm text-danger-text">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      {text}
    </p>
  )
}

export function OrgCardSkeleton() {
  return (
    <li aria-hidden className={cx(frame, 'border-line')}>
      <div className="flex items-start gap-3">
        <Skeleton className="size-12 rounded-md" />
        <div className="grow">
          <Skeleton className="mt-1 h-5 w-36" />
          <Skeleton className="mt-2 h-4 w-20" />
        </div>
      </div>
      <Skeleton className="mt-6 h-4 w-32" />
      <Skeleton className="mt-4 h-4 w-24" />
      <div className="mt-7 flex justify-between">
        <Skeleton className="h-6 w-20 rounded-full" />
        <Skeleton className="h-8 w-24 rounded-md" />
      </div>
    </li>
  )
}
