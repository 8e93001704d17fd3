import { Monitor, Moon, Sparkles, Sun } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { setPreferences, type Theme, usePreferences } from '@/shared/lib/preferences'

const THEMES = [
  { id: 'system', Icon: Monitor },
  { id: 'light', Icon: Sun },
  { id: 'dark', Icon: Moon },
  { id: 'rose', Icon: Sparkles },
] as const

/** Four icons in a row: for the profile menu and the sign-in page. */
export function ThemePicker({ onPick }: { onPick?: (theme: Theme) => void }) {
  const { t } = useTranslation('common')
  const { theme } = usePreferences()
  const name = useId()
  return (
    <fieldset className="flex w-fit gap-0.5 rounded-full border border-line bg-sunken p-0.5">
      <legend className="sr-only">{t('theme.title')}</legend>
      {THEMES.map(({ id, Icon }) => (
        <label
          key={id}
          title={t(`theme.${id}`)}
          className="relative grid size-8 cursor-pointer place-items-center rounded-full text-faint transition-colors hover:text-ink has-checked:bg-raised has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:size-11"
        >
          <input
            type="radio"
            name={name}
            checked={theme === id}
            aria-label={t(`theme.${id}`)}
            onChange={() => {
              setPreferences({ theme: id })
              onPick?.(id)
            }}
            className="absolute inset-0 cursor-pointer appearance-none rounded-full outline-none"
          />
          <Icon aria-hidden className="size-4" />
        </label>
      ))}
    </fieldset>
  )
}
