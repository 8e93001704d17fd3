import type { Integration } from '@/shared/api/types'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { ButtonLink } from '@/shared/ui/Link'
import { Ending } from './Ending'
import { Steps } from './Steps'
import { usedOf } from './state'
import { usePlatformWords } from './use-platform-words'

/** The last step: what was chosen is read from now on, whether the page stays open or not. */
export function SyncStep({ integration }: { integration: Integration }) {
  const { t } = useTranslation('integrations')
  const words = usePlatformWords()
  return (
    <>
      <Steps now="sync" isDone />
      <Card>
        <Ending
          tone="ok"
          title={t('done.title', { platform: words.name(integration.platform) })}
          actions={
            <>
              <ButtonLink
                to="/integrations/$integrationId"
                params={{ integrationId: integration.id }}
                variant="primary"
              >
                {t('action.manage')}
              </ButtonLink>
              <ButtonLink to="/integrations">{t('to_all')}</ButtonLink>
            </>
          }
        >
          {t('done.body', { count: usedOf(integration).length })}
        </Ending>
      </Card>
    </>
  )
}
