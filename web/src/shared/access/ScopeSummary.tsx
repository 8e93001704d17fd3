import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { Popover } from '@/shared/ui/Popover'
import { groupScopes, readOnly } from './scopes'
import { usePermissionGroup } from './use-permission-group'
import { usePermissionText } from './use-permission-text'

/** How much something may do at a glance; pressed, every right in words. */
export function ScopeSummary({ scopes }: { scopes: string[] }) {
  const { t } = useTranslation('shared/access')
  const text = usePermissionText()
  const groupName = usePermissionGroup()
  const count = t('scopes.count', { count: scopes.length })
  const isReadOnly = scopes.length > 0 && readOnly(scopes).length === scopes.length
  return (
    <Popover
      label={t('scopes.title')}
      placement="bottom start"
      trigger={
        <Button size="sm" variant="ghost" className="-mx-3">
          {isReadOnly ? `${count} · ${t('scopes.read')}` : count}
        </Button>
      }
    >
      <dl className="flex flex-col gap-3 text-sm">
        {groupScopes(scopes).map(({ group, scopes: members }) => (
          <div key={group}>
            <dt className="font-medium">{groupName(group)}</dt>
            {members.map(scope => (
              <dd key={scope} className="text-muted">
                {text(scope)}
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </Popover>
  )
}
