import { useMutation, useQueryClient } from '@tanstack/react-query'
import { MoreHorizontal, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { AlertRule } from '@/shared/api/types'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { useCan, useOrgId } from '@/shared/session/queries'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { IconButton } from '@/shared/ui/IconButton'
import { Menu, MenuItem } from '@/shared/ui/Menu'
import { Switch } from '@/shared/ui/Switch'
import { toast } from '@/shared/ui/toast'
import { removeRule, rulesKey, updateRule } from './api'
import { useAlertWords } from './use-alert-words'

type Props = { rule: AlertRule; onEdit: () => void }

export function RuleEntry({ rule, onEdit }: Props) {
  const { t } = useTranslation('alerts')
  const words = useAlertWords()
  const errorText = useErrorText()
  const mayChange = useCan()('campaigns.update')
  const org = useOrgId()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const settled = () => client.invalidateQueries({ queryKey: rulesKey(org) })
  const onError = (error: Error) => toast('danger', errorText(error))
  const turn = useMutation({
    mutationFn: (is_enabled: boolean) => updateRule(org, rule, { is_enabled }),
    onError,
    // Until the list is there anew, the switch shows what was wanted.
    onSettled: settled,
  })
  const remove = useMutation({
    mutationFn: () => removeRule(org, rule),
    onSuccess: () => toast('ok', t('told.removed')),
    onError,
    onSettled: () => {
      setAsking(false)
      void settled()
    },
  })
  const name = t(`kind.${rule.kind}`)
  const scope = rule.campaign?.name ?? t('rules.every')
  return (
    <li className="flex items-center gap-4 px-5 py-4 sm:px-6">
      <div className="min-w-0 grow">
        <p className="font-medium">{name}</p>
        <p className="text-sm text-muted">{words.rule(rule)}</p>
        <p className="truncate text-sm text-faint">
          <bdi>{scope}</bdi>
        </p>
      </div>
      <span className="shrink-0">
        <Switch
          aria-label={t('rules.switch', { name, scope })}
          isSelected={turn.isPending ? turn.variables : rule.is_enabled}
          isDisabled={!mayChange || turn.isPending}
          onChange={on => turn.mutate(on)}
        />
      </span>
      {mayChange && (
        <Menu
          label={t('rules.actions', { name, scope })}
          trigger={
            <IconButton label={t('rules.actions', { name, scope })}>
              <MoreHorizontal />
            </IconButton>
          }
        >
          <MenuItem icon={<Pencil />} onAction={onEdit}>
            {t('rules.edit')}
          </MenuItem>
          <MenuItem icon={<Trash2 />} tone="danger" onAction={() => setAsking(true)}>
            {t('rules.remove')}
          </MenuItem>
        </Menu>
      )}
      <ConfirmDialog
        isOpen={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
        isPending={remove.isPending}
        title={t('rules.remove_title')}
        confirmLabel={t('rules.remove')}
      >
        {t('rules.remove_body', { name, scope })}
      </ConfirmDialog>
    </li>
  )
}
