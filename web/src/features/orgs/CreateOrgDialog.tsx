import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { Dialog } from '@/shared/ui/Dialog'
import { toast } from '@/shared/ui/toast'
import { CreateOrgForm } from './CreateOrgForm'

export default function CreateOrgDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('orgs')
  const { t: common } = useTranslation('common')
  const navigate = useNavigate()
  return (
    <Dialog isOpen onClose={onClose} size="md" title={t('create.title')} description={t('create.lead')}>
      <CreateOrgForm
        submitLabel={t('create.submit')}
        onDone={org => {
          onClose()
          toast('ok', common('org.switched', { name: org.name }))
          void navigate({ to: '/' })
        }}
      >
        <Button size="lg" onPress={onClose}>
          {common('action.cancel')}
        </Button>
      </CreateOrgForm>
    </Dialog>
  )
}
