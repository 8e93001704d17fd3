import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { toast } from '@/shared/ui/toast'
import { orgsKey, updateOrg } from './api'
import type { OrgDeed } from './org-columns'
import { PLANS } from './plans'

export function OrgDialog({ deed, onClose }: { deed: OrgDeed; onClose: () => void }) {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation('common')
  const errorText = useErrorText()
  const client = useQueryClient()
  const { kind, org } = deed
  const change = kind === 'plan' ? { plan: deed.plan } : { suspended: kind === 'suspend' }
  const words = { name: org.name, plan: kind === 'plan' ? common(`plan.${deed.plan}`) : '' }
  const isLess = kind === 'plan' && PLANS.indexOf(deed.plan) < PLANS.indexOf(org.plan)
  const update = useMutation({
    mutationFn: () => updateOrg(org, change),
    onSuccess: () => toast('ok', t(`${kind}.done`, words)),
    onError: error => toast('danger', errorText(error)),
    onSettled: () => {
      onClose()
      void client.invalidateQueries({ queryKey: orgsKey })
    },
  })
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => update.mutate()}
      isPending={update.isPending}
      tone={kind === 'suspend' ? 'danger' : 'default'}
      title={t(`${kind}.title`, words)}
      confirmLabel={t(`${kind}.confirm`)}
    >
      {isLess ? t('plan.less') : t(`${kind}.body`)}
    </ConfirmDialog>
  )
}
