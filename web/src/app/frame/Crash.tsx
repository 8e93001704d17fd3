import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { RotateCw } from 'lucide-react'
import { isApiError } from '@/shared/api/error'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { ErrorState } from '@/shared/ui/ErrorState'

/** The error boundary of every route: what the server refused, or a fault of our own. */
export function Crash({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation('common')
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  if (isApiError(error))
    return (
      <main className="grid min-h-[60dvh] place-items-center">
        <ErrorState error={error} onRetry={retry} />
      </main>
    )
  return (
    <main className="grid min-h-[60dvh] place-items-center px-6 text-center">
      <div role="alert">
        <h1 className="text-2xl">{t('error.crash_title')}</h1>
        <p className="mx-auto mt-2 mb-6 max-w-md text-muted">{t('error.crash')}</p>
        <Button variant="primary" onPress={() => location.reload()}>
          <RotateCw aria-hidden />
          {t('error.reload')}
        </Button>
      </div>
    </main>
  )
}
