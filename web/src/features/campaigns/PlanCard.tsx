import type { CampaignDetail } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { UNKNOWN } from '@/shared/metrics/use-measures'
import { useCan } from '@/shared/session/queries'
import { Badge } from '@/shared/ui/Badge'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { Link } from '@/shared/ui/Link'
import { BudgetCell } from './BudgetCell'
import { DatesCell } from './cells'
import { rightsOf } from './rights'
import { useAudienceWords } from './use-audience-words'

type Props = {
  campaign: CampaignDetail
  /** Opens the change of the budget, for whoever may. */
  onBudget?: () => void
}

/** What was planned. */
export function PlanCard({ campaign, onBudget }: Props) {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  const mayBudget = rightsOf(campaign, useCan()).budget && onBudget
  const { objectives, tags, owner, persona, team, description, target_audience } = campaign
  const facts: [string, React.ReactNode][] = [
    [
      t('column.objectives'),
      objectives.length ? format.list(objectives.map(id => t(`objective.${id}`))) : UNKNOWN,
    ],
    [
      t('column.budget'),
      <span key="budget" className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <BudgetCell campaign={campaign} />
        {mayBudget && (
          <Button size="sm" onPress={onBudget}>
            {t('action.budget')}
          </Button>
        )}
      </span>,
    ],
    [t('column.dates'), <DatesCell key="dates" campaign={campaign} />],
    [t('column.owner'), owner ? <bdi key="owner">{owner.name}</bdi> : UNKNOWN],
    [t('team.title'), team.length ? <Team key="team" team={team} /> : UNKNOWN],
    [
      t('persona.one'),
      persona ? (
        <Link key="persona" to="/personas" search={{ q: persona.name }}>
          <bdi>{persona.name}</bdi>
        </Link>
      ) : (
        UNKNOWN
      ),
    ],
    ...useAudienceFacts(target_audience),
    [
      t('column.tags'),
      tags.length ? (
        <span key="tags" className="flex flex-wrap gap-1.5">
          {tags.map(tag => (
            <Badge key={tag}>
              <bdi>{tag}</bdi>
            </Badge>
          ))}
        </span>
      ) : (
        UNKNOWN
      ),
    ],
    [t('column.made'), format.date(campaign.created_at)],
  ]
  return (
    <Card title={t('plan.title')}>
      {description && <p className="mb-5 whitespace-pre-line text-muted">{description}</p>}
      <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {facts.map(([name, value]) => (
          <div key={name} className="flex min-w-0 flex-col gap-1">
            <dt className="text-sm text-muted">{name}</dt>
            <dd className={value === UNKNOWN ? 'text-faint' : 'break-words'}>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function Team({ team }: Pick<CampaignDetail, 'team'>) {
  return (
    <ul className="flex flex-wrap gap-1.5">
      {team.map(({ id, name }) => (
        <li key={id}>
          <Badge>
            <bdi>{name}</bdi>
          </Badge>
        </li>
      ))}
    </ul>
  )
}

function useAudienceFacts(audience: CampaignDetail['target_audience']): [string, React.ReactNode][] {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  const words = useAudienceWords()(audience)
  const facts: [string, string][] = [
    [t('audience.ages'), words.ages],
    [t('audience.genders'), words.genders || t('audience.everybody')],
    [t('audience.locations'), words.locations],
    [t('audience.languages'), words.languages],
    [t('audience.interests'), format.list(audience.interests ?? [])],
    [t('audience.custom'), audience.custom ?? ''],
  ]
  return facts.filter(([, text]) => text)
}
