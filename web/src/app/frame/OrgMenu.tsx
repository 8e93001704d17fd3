import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Building2, Check } from 'lucide-react'
import { Menu, Popover } from 'react-aria-components'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { contextQuery, orgsQuery } from '@/shared/session/queries'
import { useSwitchOrg } from '@/shared/session/use-switch-org'
import { MenuItem, MenuSeparator } from '@/shared/ui/Menu'
import { popoverStyles } from '@/shared/ui/popover-styles'
import { toast } from '@/shared/ui/toast'
import { OrgLine } from './OrgLine'
import type { PanelProps } from './PanelTrigger'

export default function OrgMenu({ triggerRef, onClose }: PanelProps) {
  const { t } = useTranslation('common')
  const errorText = useErrorText()
  const navigate = useNavigate()
  const { data: context } = useQuery(contextQuery)
  const { data: orgs = [] } = useQuery(orgsQuery)
  const change = useSwitchOrg(name => toast('ok', t('org.switched', { name })))
  const choose = (id: string) => {
    if (id !== context?.org_id) change.mutate(id, { onError: error => toast('danger', errorText(error)) })
  }
  return (
    <Popover
      isOpen
      triggerRef={triggerRef}
      onOpenChange={open => !open && onClose()}
      placement="bottom start"
      offset={6}
      className={cx(popoverStyles, 'min-w-72 p-1')}
    >
      <Menu aria-label={t('org.switch')} onClose={onClose} autoFocus="first" className="outline-none">
        {orgs.map(org => (
          <MenuItem
            key={org.id}
            text={org.name}
            onAction={() => choose(org.id)}
            trail={org.id === context?.org_id && <Check aria-hidden className="text-accent-text" />}
          >
            <OrgLine org={org} full />
          </MenuItem>
        ))}
        {orgs.length > 0 && <MenuSeparator />}
        <MenuItem icon={<Building2 />} onAction={() => navigate({ to: '/organizations' })}>
          {t('org.all')}
        </MenuItem>
      </Menu>
    </Popover>
  )
}
