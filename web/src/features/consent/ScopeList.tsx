import { Check, Minus } from 'lucide-react'
import { usePermissionText } from '@/shared/access/use-permission-text'
import type { ConsentQuestion } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'

/** What the program may do, in plain words; what the person may not do themselves, it does not get either. */
export function ScopeList({ scopes }: { scopes: ConsentQuestion['scopes'] }) {
  const { t } = useTranslation('consent')
  const textOf = usePermissionText()
  const allowed = scopes.filter(scope => scope.allowed)
  const refused = scopes.filter(scope => !scope.allowed)
  return (
    <div className="rounded-md border border-line">
      <h2 className="border-b border-line px-4 py-3 text-sm font-medium">
        {t(allowed.length ? 'scopes' : 'no_scopes')}
      </h2>
      {allowed.length > 0 && (
        <ul className="max-h-72 divide-y divide-line overflow-y-auto">
          {allowed.map(({ name }) => (
            <li key={name} className="flex gap-3 px-4 py-2.5">
              <Check aria-hidden className="mt-0.5 size-4.5 shrink-0 text-ok-text" />
              {textOf(name)}
            </li>
          ))}
        </ul>
      )}
      {refused.length > 0 && (
        <div className="border-t border-line bg-sunken px-4 py-3 text-sm text-muted">
          <p className="font-medium">{t('refused_scopes')}</p>
          <ul className="mt-1.5 flex flex-col gap-1">
            {refused.map(({ name }) => (
              <li key={name} className="flex gap-2">
                <Minus aria-hidden className="mt-0.5 size-4 shrink-0" />
                {textOf(name)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
