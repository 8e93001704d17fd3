import type { Persona } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan } from '@/shared/session/queries'
import { Avatar } from '@/shared/ui/Avatar'
import { Badge } from '@/shared/ui/Badge'
import { Link } from '@/shared/ui/Link'
import { useAudienceWords } from '../use-audience-words'
import { PersonaMenu } from './PersonaMenu'

type Props = { persona: Persona; onEdit: () => void }

/** A persona as a card. */
export function PersonaEntry({ persona, onEdit }: Props) {
  const { t } = useTranslation('campaigns')
  const mayChange = useCan()('campaigns.update')
  const { name, occupation, description, channels, campaigns } = persona
  return (
    <li className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5 shadow-card">
      <div className="flex items-start gap-3">
        <Avatar name={name} />
        <div className="min-w-0 grow">
          <h2 className="truncate text-lg">
            <bdi>{name}</bdi>
          </h2>
          {occupation && (
            <p className="text-sm break-words text-muted">
              <bdi>{occupation}</bdi>
            </p>
          )}
        </div>
        {mayChange && <PersonaMenu persona={persona} onEdit={onEdit} />}
      </div>
      {description && <p className="line-clamp-4 break-words whitespace-pre-line">{description}</p>}
      <Facts persona={persona} />
      {channels.length > 0 && (
        <ul aria-label={t('personas.field.channels')} className="flex flex-wrap gap-1.5">
          {channels.map(channel => (
            <li key={channel}>
              <Badge>
                <bdi>{channel}</bdi>
              </Badge>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-auto text-sm text-muted">
        {campaigns === 0 ? (
          t('personas.used', { count: 0 })
        ) : (
          <Link to="/campaigns" search={{ persona: persona.id }}>
            {t('personas.used', { count: campaigns })}
          </Link>
        )}
      </p>
    </li>
  )
}

function Facts({ persona }: { persona: Persona }) {
  const { t } = useTranslation('campaigns')
  const format = useFormat()
  const audience = persona.target_audience
  const words = useAudienceWords()(audience)
  const hasAges = audience.age_min != null || audience.age_max != null
  const whom = [hasAges ? words.ages : '', words.genders, words.locations, words.languages].filter(Boolean)
  const facts: [string, string][] = [
    [t('personas.field.audience'), whom.join(' · ')],
    [t('audience.interests'), format.list(audience.interests ?? [])],
    [t('personas.field.goals'), persona.goals],
    [t('personas.field.pains'), persona.pains],
    [t('personas.field.tone'), persona.tone],
  ]
  const known = facts.filter(([, text]) => text)
  if (known.length === 0) return null
  return (
    <dl className="flex flex-col gap-3">
      {known.map(([name, text]) => (
        <div key={name} className="min-w-0">
          <dt className="text-sm text-muted">{name}</dt>
          <dd className="line-clamp-3 break-words whitespace-pre-line">{text}</dd>
        </div>
      ))}
    </dl>
  )
}
