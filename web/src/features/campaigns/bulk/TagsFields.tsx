import { useTranslation } from '@/shared/i18n/use-translation'
import { TokenField } from '@/shared/ui/TokenField'
import { isTag } from '../campaign-values'
import type { Tagging } from './api'

/** Tags that all get, and tags that none has after. */
export function TagsFields({ tags, onChange }: { tags: Tagging; onChange: (tags: Tagging) => void }) {
  const { t } = useTranslation('campaigns')
  return (
    <>
      <TokenField
        phrases
        autoFocus
        label={t('bulk.add')}
        description={t('field.tags_hint')}
        value={tags.add}
        onChange={add => onChange({ ...tags, add })}
        isValid={isTag}
      />
      <TokenField
        phrases
        label={t('bulk.remove')}
        value={tags.remove}
        onChange={remove => onChange({ ...tags, remove })}
        isValid={isTag}
      />
    </>
  )
}
