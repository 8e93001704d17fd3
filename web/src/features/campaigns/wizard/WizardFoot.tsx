import { ArrowLeft, ArrowRight } from 'lucide-react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { ButtonLink } from '@/shared/ui/Link'
import { FormFoot } from '../FormFoot'

type Props = {
  /** Nowhere before the first step: there it leads out. */
  onBack: (() => void) | undefined
  isSending: boolean
  isDirty: boolean
  isSaved: boolean
}

/** The way back and the way on; what is on the server says so. */
export function WizardFoot({ onBack, isSending, isDirty, isSaved }: Props) {
  const { t } = useTranslation('campaigns')
  const { t: common } = useTranslation('common')
  return (
    <FormFoot>
      <p role="status" className="me-auto text-sm text-muted max-sm:not-empty:basis-full">
        {isDirty ? t('form.kept') : isSaved && t('wizard.saved')}
      </p>
      {onBack ? (
        <Button variant="ghost" onPress={onBack} isDisabled={isSending}>
          <ArrowLeft aria-hidden className="mirror" />
          {t('wizard.back')}
        </Button>
      ) : (
        <ButtonLink to="/campaigns" variant="ghost">
          {common('action.cancel')}
        </ButtonLink>
      )}
      <Button type="submit" variant="primary" isPending={isSending}>
        {t('wizard.next')}
        <ArrowRight aria-hidden className="mirror" />
      </Button>
    </FormFoot>
  )
}
