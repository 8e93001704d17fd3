import { ImageDown } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { toast } from '@/shared/ui/toast'

type Props = {
  title: string
  /** What belongs to the picture, as it is shown. */
  parts: () => (HTMLElement | null)[]
}

/** Keeps what is drawn as a picture, in the colours and the direction of the page. */
export function SaveImage({ title, parts }: Props) {
  const { t } = useTranslation('shared/charts')
  const [isSaving, setSaving] = useState(false)
  const save = async () => {
    setSaving(true)
    try {
      const { savePicture } = await import('./picture/picture')
      await savePicture(
        title,
        parts().filter(part => part !== null),
      )
      toast('ok', t('saved'))
    } catch {
      toast('danger', t('not_saved'))
    } finally {
      setSaving(false)
    }
  }
  return (
    <Button
      size="sm"
      variant="ghost"
      aria-label={t('save_of', { title })}
      isPending={isSaving}
      onPress={() => void save()}
    >
      <ImageDown aria-hidden />
      {t('save')}
    </Button>
  )
}
