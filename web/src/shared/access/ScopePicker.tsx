import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { contextQuery } from '@/shared/session/queries'
import { Checkbox } from '@/shared/ui/Checkbox'
import { FieldNotes } from '@/shared/ui/FieldNotes'
import { groupScopes, isSameSet, readOnly } from './scopes'
import { usePermissionGroup } from './use-permission-group'
import { usePermissionText } from './use-permission-text'

type Props = { value: string[]; onChange: (scopes: string[]) => void; errorMessage?: string | undefined }

/** What a key or an app may do: by resource in plain words, with the usual choices as one press. */
export function ScopePicker({ value, onChange, errorMessage }: Props) {
  const { t } = useTranslation('shared/access')
  const groupName = usePermissionGroup()
  const id = useId()
  const held = useQuery(contextQuery).data?.permissions ?? []
  // A scope given by somebody with more rights stays visible and can be taken away.
  const offered = [...held, ...value.filter(scope => !held.includes(scope))]
  const presets = [
    { name: t('scopes.read'), scopes: readOnly(held) },
    { name: t('scopes.all'), scopes: held },
  ]
  return (
    <fieldset className="flex flex-col gap-3" aria-describedby={`${id}-notes`}>
      <legend className="sr-only">{t('scopes.title')}</legend>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <span aria-hidden className="text-sm font-medium">
          {t('scopes.title')}
        </span>
        <div className="flex flex-wrap gap-1.5">
          {presets.map(({ name, scopes }) => (
            <Preset
              key={name}
              name={name}
              isOn={scopes.length > 0 && isSameSet(value, scopes)}
              onPress={() => onChange(scopes)}
            />
          ))}
        </div>
      </div>
      <div className="divide-y divide-line rounded-md border border-line">
        {groupScopes(offered).map(({ group, scopes }) => (
          <Group
            key={group}
            name={groupName(group)}
            scopes={scopes}
            held={held}
            value={value}
            onChange={onChange}
          />
        ))}
      </div>
      <FieldNotes id={`${id}-notes`} description={t('scopes.hint')} errorMessage={errorMessage} />
    </fieldset>
  )
}

function Preset({ name, isOn, onPress }: { name: string; isOn: boolean; onPress: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onPress}
      className={cx(
        'h-8 rounded-full border px-3 text-sm font-medium transition-colors pointer-coarse:h-11',
        isOn
          ? 'border-accent bg-accent-soft text-accent-text'
          : 'border-line-strong/50 text-muted hover:border-line-strong hover:text-ink',
      )}
    >
      {name}
    </button>
  )
}

type GroupProps = Pick<Props, 'value' | 'onChange'> & { name: string; scopes: string[]; held: string[] }

function Group({ name, scopes, held, value, onChange }: GroupProps) {
  const { t } = useTranslation('shared/access')
  const text = usePermissionText()
  const on = scopes.filter(scope => value.includes(scope))
  const without = value.filter(scope => !scopes.includes(scope))
  return (
    <div className="grid gap-x-4 px-4 py-2 sm:grid-cols-[11rem_1fr]">
      <Checkbox
        isSelected={on.length === scopes.length}
        isIndeterminate={on.length > 0 && on.length < scopes.length}
        onChange={all => onChange(all ? [...without, ...scopes] : without)}
        className="self-start font-medium"
      >
        {name}
      </Checkbox>
      <div className="flex flex-col ps-7 sm:ps-0">
        {scopes.map(scope => (
          <Checkbox
            key={scope}
            isSelected={value.includes(scope)}
            onChange={isOn => onChange(isOn ? [...value, scope] : value.filter(other => other !== scope))}
          >
            {text(scope)}
            {!held.includes(scope) && (
              <span className="block text-sm text-warn-text">{t('scopes.lost')}</span>
            )}
          </Checkbox>
        ))}
      </div>
    </div>
  )
}
