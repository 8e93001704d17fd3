import { ShieldX } from 'lucide-react'
import type { ApiError } from '@/shared/api/error'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { ButtonLink } from '@/shared/ui/Link'

/** A request that cannot be trusted ends here: it is never sent back to an address it brought itself. */
export function ConsentRefused({ error }: { error: ApiError }) {
  const { t } = useTranslation('consent')
  const text = useErrorText()
  return (
    <div role="alert" className="flex flex-col items-center py-4 text-center">
      <span className="mb-5 grid size-14 place-items-center rounded-xl bg-danger-soft text-danger-text">
        <ShieldX aria-hidden className="size-6" />
      </span>
      <h1 className="text-xl">{t('refused.title')}</h1>
      <p className="mt-2 text-muted">{t('refused.lead')}</p>
      <p className="mt-4 w-full rounded-md bg-sunken px-4 py-3 text-sm">{text(error)}</p>
      <p className="mt-4 mb-6 text-sm text-muted">{t('refused.help')}</p>
      <ButtonLink to="/">{t('refused.home')}</ButtonLink>
    </div>
  )
}
