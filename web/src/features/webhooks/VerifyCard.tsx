import { useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { Card } from '@/shared/ui/Card'
import { FilterPills } from '@/shared/ui/FilterPills'
import { ExternalLink } from '@/shared/ui/Link'
import { Code } from './Received'
import { type Language, SNIPPETS } from './snippets'

/** How a receiver knows that a delivery came from here. */
export function VerifyCard() {
  const { t } = useTranslation('webhooks')
  const [language, setLanguage] = useState<Language>('node')
  return (
    <Card title={t('verify.title')} description={t('verify.lead')}>
      <div className="flex flex-col gap-3">
        <FilterPills
          label={t('verify.language')}
          value={language}
          onChange={id => setLanguage(id as Language)}
          options={Object.entries(SNIPPETS).map(([id, { label }]) => ({ id, label }))}
        />
        <Code label={SNIPPETS[language].label} text={SNIPPETS[language].code} />
        <p className="text-sm text-muted">
          {t('verify.more')}{' '}
          <ExternalLink href="https://www.standardwebhooks.com/">{t('verify.link')}</ExternalLink>
        </p>
      </div>
    </Card>
  )
}
