import {
  Building2,
  CircleDot,
  KeyRound,
  type LucideIcon,
  Mail,
  Megaphone,
  Plug,
  User,
  Users,
  Wallet,
  Webhook,
} from 'lucide-react'
import type { Activity } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'

const ICON: Record<string, LucideIcon> = {
  org: Building2,
  member: Users,
  invitation: Mail,
  api_key: KeyRound,
  oauth_app: Plug,
  oauth_client: Plug,
  oauth_grant: Plug,
  webhook_endpoint: Webhook,
  user: User,
  campaign: Megaphone,
  spending: Wallet,
}

export function ActivityEntry({ entry: { at, summary, kind, actor } }: { entry: Activity }) {
  const { t } = useTranslation('activity')
  const format = useFormat()
  const Icon = ICON[kind.split('.')[0] ?? ''] ?? CircleDot
  // The sentence names who did it; the line below only by which means.
  const means = actor.kind === 'key' || actor.kind === 'app' ? t(`by.${actor.kind}`) : undefined
  return (
    <li className="relative flex gap-4 py-2.5 transition-opacity duration-500 starting:opacity-0">
      <span className="z-1 grid size-9 shrink-0 place-items-center rounded-full border border-line bg-surface text-muted">
        <Icon aria-hidden className="size-4" />
      </span>
      <div className="min-w-0 grow pt-0.5">
        <p>{summary || <span className="ltr">{kind}</span>}</p>
        <p className="text-sm text-muted">
          {means && `${means} · `}
          <time dateTime={at} title={format.dateTime(at)} className="tabular">
            {format.time(at)}
          </time>
        </p>
      </div>
    </li>
  )
}
