import { useState } from 'react'
import { useTranslation } from '@/shared/i18n/use-translation'
import { ExportCard } from '@/shared/jobs/ExportCard'
import { useMe } from '@/shared/session/queries'
import { Button } from '@/shared/ui/Button'
import { Card } from '@/shared/ui/Card'
import { PageHeader } from '@/shared/ui/PageHeader'
import { exportMe } from './api'
import { DeleteAccountDialog } from './DeleteAccountDialog'

export function DataPage() {
  const { t } = useTranslation('settings')
  const me = useMe()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <PageHeader title={t('data.title')} description={t('data.lead')} />
      <div className="flex flex-col gap-6">
        <ExportCard
          title={t('data.export')}
          description={t('data.export_lead')}
          memory={`me-${me?.id}`}
          start={exportMe}
        />
        <Card title={t('data.delete')} description={t('data.delete_lead')} tone="danger">
          <Button variant="danger" onPress={() => setAsking(true)}>
            {t('data.delete_open')}
          </Button>
        </Card>
      </div>
      {asking && me && <DeleteAccountDialog email={me.email} onClose={() => setAsking(false)} />}
    </>
  )
}
