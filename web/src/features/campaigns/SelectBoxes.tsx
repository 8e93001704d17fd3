import type { Campaign } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Checkbox } from '@/shared/ui/Checkbox'

export type Selection = {
  /** Those of the page. */
  rows: Campaign[]
  chosen: ReadonlyMap<string, Campaign>
  onChange: (chosen: ReadonlyMap<string, Campaign>) => void
}

/** All of this page; what was chosen on others stays. */
export function SelectAll({ selection: { rows, chosen, onChange } }: { selection: Selection }) {
  const { t } = useTranslation('campaigns')
  const isAll = rows.length > 0 && rows.every(({ id }) => chosen.has(id))
  const change = (all: boolean) => {
    const next = new Map(chosen)
    for (const row of rows) all ? next.set(row.id, row) : next.delete(row.id)
    onChange(next)
  }
  return (
    <Checkbox
      aria-label={t('select.all')}
      isSelected={isAll}
      isIndeterminate={!isAll && rows.some(({ id }) => chosen.has(id))}
      onChange={change}
    />
  )
}

export function SelectOne({ campaign, selection }: { campaign: Campaign; selection: Selection }) {
  const { t } = useTranslation('campaigns')
  const { chosen, onChange } = selection
  const change = (isChosen: boolean) => {
    const next = new Map(chosen)
    if (isChosen) next.set(campaign.id, campaign)
    else next.delete(campaign.id)
    onChange(next)
  }
  return (
    <Checkbox
      aria-label={t('select.one', { name: campaign.name })}
      isSelected={chosen.has(campaign.id)}
      onChange={change}
      className="max-md:me-2 pointer-coarse:min-w-11"
    />
  )
}
