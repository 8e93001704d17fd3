import { CloudOff, RotateCw } from 'lucide-react'
import { useErrorText } from '@/shared/api/use-error-text'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from './Button'

type Props = { error: unknown; onRetry?: () => void; title?: string; action?: React.ReactNode }

/** Something could not be loaded: says what and why, and offers the way out. */
export function ErrorState({ error, onRetry, title, action }: Props) {
  const { t } = useTranslation('common')
  const text = useErrorText()
  return (
    <div role="alert" className="flex flex-col items-center px-6 py-14 text-center">
      <span className="mb-5 grid size-14 place-items-center rounded-xl bg-danger-soft text-danger-text">
        <CloudOff aria-hidden className="size-6" />
      </span>
      <h2 className="text-lg">{title ?? t('error.title')}</h2>
      <p className="mt-1.5 max-w-md text-muted">{text(error)}</p>
      <div className="mt-6 flex flex-wrap justify-center gap-2">
        {onRetry && (
          <Button variant="primary" onPress={onRetry}>
            <RotateCw aria-hidden />
            {t('action.retry')}
          </Button>
        )}
        {action}
      </div>
    </div>
  )
}
