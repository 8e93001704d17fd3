import type { Integration, SocialAccount } from '@/shared/api/types'
import { useFormat } from '@/shared/format/use-format'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { PageLine } from './PageLine'
import { pagesOf } from './state'

type Props = { integration: Integration; onChange: (() => void) | undefined }

/** The pages whose leads come in, and whether the platform announces them. Nothing where it has no pages. */
export function PagesCard({ integration, onChange }: Props) {
  const { t } = useTranslation('integrations')
  const format = useFormat()
  const used = pagesOf(integration)
  const all = integration.social_accounts.length
  if (all === 0) return null
  return (
    <Card
      flush
      title={t('pages.title')}
      description={
        used.length > 0
          ? t('accounts.of', { used: format.number(used.length), all: format.number(all) })
          : t('pages.none_used')
      }
      actions={
        onChange && (
          <Button onPress={onChange}>
            {t('accounts.change')}
            <span className="sr-only">{` (${t('pages.title')})`}</span>
          </Button>
        )
      }
    >
      {used.length > 0 && (
        <ul aria-label={t('pages.title')} className="divide-y divide-line border-t border-line">
          {used.map(page => (
            <li key={page.id} className="px-5 py-3.5 sm:px-6">
              <PageLine page={page} />
              <Announced page={page} isActive={integration.status === 'active'} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Announced({ page, isActive }: { page: SocialAccount; isActive: boolean }) {
  const { t } = useTranslation('integrations')
  const { subscription, problem } = page
  if (subscription === 'failed' && problem)
    return (
      <div className="mt-1 flex flex-col gap-0.5 text-sm">
        <span className="font-medium text-danger-text">{t('pages.failed')}</span>
        <span className="text-muted">{problem.message}</span>
        {problem.words && (
          <bdi dir="auto" className="text-xs break-words text-muted">
            {problem.words}
          </bdi>
        )}
      </div>
    )
  if (subscription === 'on')
    return <span className="mt-0.5 block text-sm text-muted">{t('pages.announced')}</span>
  if (subscription === 'waiting' && isActive && page.is_reached)
    return <span className="mt-0.5 block text-sm text-muted">{t('pages.asking')}</span>
  return null
}
