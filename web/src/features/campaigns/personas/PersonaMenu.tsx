import { useMutation, useQueryClient } from '@tanstack/react-query'
import { MoreHorizontal, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Persona } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useOrgId } from '@/shared/session/queries'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { IconButton } from '@/shared/ui/IconButton'
import { Menu, MenuItem } from '@/shared/ui/Menu'
import { toast } from '@/shared/ui/toast'
import { campaignsKey } from '../api'
import { personasKey, removePersona } from './api'

type Props = { persona: Persona; onEdit: () => void }

export function PersonaMenu({ persona, onEdit }: Props) {
  const { t } = useTranslation('campaigns')
  const errorText = useErrorText()
  const org = useOrgId()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const { name, campaigns } = persona
  const remove = useMutation({
    mutationFn: () => removePersona(org, persona),
    onSuccess: () => {
      toast('ok', t('personas.removed', { name }))
      void client.invalidateQueries({ queryKey: campaignsKey(org) })
    },
    onError: error => toast('danger', errorText(error)),
    onSettled: () => {
      setAsking(false)
      void client.invalidateQueries({ queryKey: personasKey(org) })
    },
  })
  return (
    <>
      <Menu
        label={t('personas.actions_of', { name })}
        trigger={
          <IconButton label={t('personas.actions_of', { name })}>
            <MoreHorizontal />
          </IconButton>
        }
      >
        <MenuItem icon={<Pencil />} onAction={onEdit}>
          {t('personas.edit')}
        </MenuItem>
        <MenuItem icon={<Trash2 />} tone="danger" onAction={() => setAsking(true)}>
          {t('personas.remove')}
        </MenuItem>
      </Menu>
      <ConfirmDialog
        isOpen={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
        isPending={remove.isPending}
        title={t('personas.remove_title', { name })}
        confirmLabel={t('personas.remove_confirm')}
      >
        {t('personas.remove_body', { count: campaigns })}
      </ConfirmDialog>
    </>
  )
}
