import { useQuery } from '@tanstack/react-query'
import { type Control, useController } from 'react-hook-form'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan, useOrgId } from '@/shared/session/queries'
import { MultiComboBox } from '@/shared/ui/MultiComboBox'
import { Skeleton } from '@/shared/ui/Skeleton'
import { colleaguesQuery } from './api'
import type { CampaignValues } from './campaign-values'

/** Who works on it. Whoever is suspended stays on a team, and is put on no other. */
export function TeamField({ control }: { control: Control<CampaignValues> }) {
  const { t } = useTranslation('campaigns')
  const { field, fieldState } = useController({ control, name: 'team_ids' })
  const mayRead = useCan()('members.read')
  const { data, isPending, isError } = useQuery({ ...colleaguesQuery(useOrgId()), enabled: mayRead })
  if (!mayRead || isError) return null
  if (isPending) return <Skeleton className="h-control w-full rounded-md" />
  return (
    <div data-field="team_ids">
      <MultiComboBox
        label={t('team.title')}
        description={t('team.hint')}
        placeholder={t('team.placeholder')}
        options={data.filter(({ id, isActive }) => isActive || field.value.includes(id))}
        value={field.value}
        onChange={field.onChange}
        errorMessage={fieldState.error?.message}
      />
    </div>
  )
}
