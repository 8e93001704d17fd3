import { useTranslation } from '@/shared/i18n/use-translation'
import { useTitle } from '@/shared/lib/use-title'
import { ButtonLink } from '@/shared/ui/Link'

export function NotFound() {
  const { t } = useTranslation('common')
  useTitle(t('error.not_found_title'))
  return (
    <main className="grid min-h-[70dvh] place-items-center px-6 text-center">
      <div className="flex flex-col items-center">
        <p
          aria-hidden
          className="ltr tabular text-[6.5rem] leading-none font-semibold text-accent-text select-none"
        >
          404
        </p>
        <h1 className="mt-6 text-2xl">{t('error.not_found_title')}</h1>
        <p className="mt-2 mb-6 max-w-md text-muted">{t('error.not_found')}</p>
        <ButtonLink to="/" variant="primary">
          {t('error.home')}
        </ButtonLink>
      </div>
    </main>
  )
}
