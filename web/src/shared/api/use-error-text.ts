import { useTranslation } from '@/shared/i18n/use-translation'
import { isApiError } from './error'

/** A sentence for a person. The server's own words when it has any; ours when it could not be reached. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation('common')
  return error => {
    if (!isApiError(error)) return t('error.unexpected')
    if (error.code === 'offline') return t('error.offline')
    if (error.code === 'rate_limited' && error.retryAfter)
      return t('error.wait', { count: Math.ceil(error.retryAfter / 60) })
    if (error.errorId) return t('error.internal', { id: error.errorId })
    return error.message || t('error.unexpected')
  }
}
