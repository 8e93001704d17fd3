import type { Campaign } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useSetSearch } from '@/shared/lib/use-set-search'
import { Link } from '@/shared/ui/Link'
import type { CampaignSearch } from './api'
import { PlatformMarks } from './PlatformMarks'

/** More of them would push the numbers away. */
const TAGS = 3

export function CampaignName({ campaign: { id, name, platforms, tags } }: { campaign: Campaign }) {
  const { t } = useTranslation('campaigns')
  const setSearch = useSetSearch<CampaignSearch>()
  return (
    <div className="min-w-52 md:max-w-72">
      <Link
        quiet
        to="/campaigns/$campaignId"
        params={{ campaignId: id }}
        search={now => ({ period: now.period, from: now.from, to: now.to })}
        className="line-clamp-2 font-medium transition-none!"
      >
        <bdi>{name}</bdi>
      </Link>
      {platforms.length + tags.length > 0 && (
        <div className="mt-1 flex flex-wrap items-center gap-1.5">
          <PlatformMarks platforms={platforms} />
          {tags.slice(0, TAGS).map(tag => (
            <button
              key={tag}
              type="button"
              title={t('filter.by_tag', { tag })}
              onClick={() => setSearch({ tag })}
              className="relative inline-flex min-h-6 max-w-32 items-center rounded-full bg-ink/6 px-2 text-xs text-muted hover:bg-ink/10 hover:text-ink"
            >
              <bdi className="truncate">{tag}</bdi>
            </button>
          ))}
          {tags.length > TAGS && <span className="ltr text-xs text-muted">{`+${tags.length - TAGS}`}</span>}
        </div>
      )}
    </div>
  )
}
