import { createContext, useContext } from 'react'
import type { Campaign } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Checkbox } from '@/shared/ui/Checkbox'

export type Selection = {
  /** Those of the page. */
  rows: Campaign[]
  chosen: ReadonlyMap<string, Campaign>
  onChange: (chosen: ReadonlyMap<string, Campaign>) => void
}

/**
 * Boxes are given it past the columns: columns that change with each answer and each choice would mount all cells anew, and
 * close what is open in them.
 */
export const SelectionContext = createContext<Selection>({
  rows: [],
  chosen: new Map(),
  onChange: () => undefined,
})

/** All of this page; what was chosen on others stays. */
export function SelectAll() {
  const { t } = useTranslation('campaigns')
  const { rows, chosen, onChange } = useContext(SelectionContext)
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

export function SelectOne({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation('campaigns')
  const { chosen, onChange } = useContext(SelectionContext)
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
