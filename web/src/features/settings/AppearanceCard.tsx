import { switchLanguage } from '@/shared/i18n/i18n'
import { useTranslation } from '@/shared/i18n/use-translation'
import { cx } from '@/shared/lib/cx'
import { setPreferences, type Theme, usePreferences } from '@/shared/lib/preferences'
import { useSavePreferences } from '@/shared/session/use-save-preferences'
import { Card } from '@/shared/ui/Card'

const LANGUAGES = [
  { id: 'ar', label: 'العربية' },
  { id: 'en', label: 'English' },
] as const
const THEMES: Theme[] = ['system', 'light', 'dark', 'rose']

/** Language and theme: both take effect at once, here and on the person's other devices. */
export function AppearanceCard() {
  const { t } = useTranslation('settings')
  const { t: common } = useTranslation('common')
  const { language, theme } = usePreferences()
  const save = useSavePreferences()
  return (
    <Card title={t('appearance.title')} description={t('appearance.lead')}>
      <div className="flex flex-col gap-6">
        <fieldset>
          <legend className="mb-2 text-sm font-medium">{t('appearance.language')}</legend>
          <div className="grid grid-cols-2 gap-3">
            {LANGUAGES.map(({ id, label }) => (
              <Choice
                key={id}
                name="language"
                isChosen={language === id}
                onChoose={() => {
                  void switchLanguage(id)
                  save({ locale: id })
                }}
              >
                <span lang={id} className="font-medium">
                  {label}
                </span>
              </Choice>
            ))}
          </div>
        </fieldset>
        <fieldset>
          <legend className="mb-2 text-sm font-medium">{common('theme.title')}</legend>
          <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
            {THEMES.map(id => (
              <Choice
                key={id}
                name="theme"
                isChosen={theme === id}
                onChoose={() => {
                  setPreferences({ theme: id })
                  save({ theme: id })
                }}
              >
                <ThemePicture theme={id} />
                <span className="mt-2 block text-sm font-medium">{common(`theme.${id}`)}</span>
              </Choice>
            ))}
          </div>
        </fieldset>
      </div>
    </Card>
  )
}

type ChoiceProps = { name: string; isChosen: boolean; onChoose: () => void; children: React.ReactNode }

const Choice = ({ name, isChosen, onChoose, children }: ChoiceProps) => (
  <label
    className={cx(
      'relative block min-h-11 cursor-pointer rounded-md border p-2.5 text-center transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
      isChosen
        ? 'border-accent bg-accent-soft/50 ring-1 ring-accent'
        : 'border-line hover:border-line-strong',
    )}
  >
    <input
      type="radio"
      name={name}
      checked={isChosen}
      onChange={onChoose}
      className="absolute inset-0 cursor-pointer appearance-none rounded-md outline-none"
    />
    {children}
  </label>
)

/** A page in small, in the colours of its theme. */
function ThemePicture({ theme }: { theme: Theme }) {
  const shown = theme === 'system' ? ['light', 'dark'] : [theme]
  return (
    <span aria-hidden className="flex h-16 overflow-hidden rounded-sm border border-line">
      {shown.map(name => (
        <span key={name} data-theme={name} className="flex grow basis-0 flex-col gap-1.5 bg-bg p-2">
          <span className="h-1.5 w-2/3 rounded-full bg-ink/70" />
          <span className="flex grow flex-col justify-end rounded-xs border border-line bg-surface p-1">
            <span className="h-1.5 w-1/2 rounded-full bg-accent" />
          </span>
        </span>
      ))}
    </span>
  )
}
